/** A figure that is measured, and what it must come to. */
export interface BudgetRow {
  readonly id: string;
  /** What is measured, over what. */
  readonly figure: string;
  /** What it should come to, and what it must not pass; undefined where nothing is asked of it. */
  readonly target?: number;
  readonly failsAbove?: number;
  /** Where more is better: what it must reach. */
  readonly failsBelow?: number;
  readonly unit?: string;
}

/**
 * Every figure, in the order of the table. The floor is one RSA-2048 verify and one sign with
 * cached keys; all else is a ratio, since absolute times mean nothing on another machine.
 */
export const budget: readonly BudgetRow[] = [
  { id: 'floor', figure: 'the floor on this machine', unit: 'µs' },
  {
    id: 'handler-1',
    figure: 'whole handler, an application of 1 invoice, table in memory / floor',
    target: 1.15,
    failsAbove: 1.25,
  },
  { id: 'handler-10', figure: 'the same, 10 invoices', target: 1.25, failsAbove: 1.4 },
  {
    id: 'handler-90',
    figure: 'the same, 90 invoices / (floor + JSON parse and stringify)',
    target: 1.6,
    failsAbove: 1.8,
  },
  {
    id: 'share-crypto',
    figure: 'of an application of 1 invoice: RSA, as it is among all else / floor',
  },
  {
    id: 'share-signing',
    figure: 'of it: signature header, signed text, envelope, keys, JSON, authorisation',
  },
  {
    id: 'share-zod',
    figure: 'of it: zod, the request, the rows and the answer',
  },
  {
    id: 'share-rules',
    figure: 'of it: the rules that decide on it, and its canonical text',
  },
  {
    id: 'share-store',
    figure: 'of it: what is read and written, as it is put together',
  },
  {
    id: 'share-log',
    figure: 'of it: the log line and its metrics, Powertools',
  },
  {
    id: 'share-middy',
    figure: 'of it: middy',
  },
  {
    id: 'share-engine',
    figure: 'of it: timers, promises and garbage of the engine',
  },
  { id: 'sign', figure: 'our sign / bare sign', target: 1.05, failsAbove: 1.1 },
  { id: 'handler-query', figure: 'whole handler, queryCreditQuota, table in memory / floor' },
  { id: 'peer-bare', figure: 'peer: the same query in one bare function / floor' },
  { id: 'peer-hono', figure: 'peer: hono with its Lambda adapter / floor' },
  { id: 'peer-router', figure: 'peer: the Powertools router / floor' },
  ...[
    'queryCreditQuota',
    'inquiryCreditGrant',
    'inquiryAvailableQuota',
    'queryBudgetAccountInfo',
  ].map((api) => ({
    id: `cpu-${api}`,
    figure: `CPU of a whole request with its AWS calls / floor: ${api}`,
    target: 4,
    failsAbove: 5,
  })),
  { id: 'cpu-applyCreditGrant', figure: 'the same: applyCreditGrant', target: 6, failsAbove: 7 },
  { id: 'cpu-submitAttachment', figure: 'the same: submitAttachment, a file of 1 KB' },
  {
    id: 'bare-read',
    figure: 'peer: one table read by node:http alone, no SDK, unsigned / floor',
  },
  { id: 'calls-query', figure: 'AWS calls per warm query', target: 1, failsAbove: 1 },
  { id: 'calls-apply', figure: 'AWS calls per warm application', target: 2, failsAbove: 2 },
  {
    id: 'cold-defaults',
    figure: 'cold total (initialisation + first answer) / esbuild defaults, primed too',
    target: 0.7,
    failsAbove: 0.8,
  },
  {
    id: 'cold-defaults-cpu',
    figure: 'the same, in processor time, which a busy machine bends less',
  },
  {
    id: 'cold-defaults-unprimed',
    figure: 'cold total / esbuild defaults, which prime nothing',
    target: 0.7,
    failsAbove: 0.8,
  },
  {
    id: 'cold-dynamodb',
    figure: 'cold total / a bundle of the DynamoDB client alone',
    target: 1.5,
    failsAbove: 1.8,
  },
  { id: 'cold-dynamodb-cpu', figure: 'the same, in processor time' },
  {
    id: 'cold-dynamodb-as-ours',
    figure: 'cold total / that client bundled with our settings and stand-ins',
  },
  {
    id: 'cold-defaults-http',
    figure: 'cold total / esbuild defaults, primed too, counting what only plain HTTP loads',
    target: 0.7,
    failsAbove: 0.8,
  },
  {
    id: 'cold-dynamodb-http',
    figure: 'the same / the DynamoDB client alone',
    target: 1.5,
    failsAbove: 1.8,
  },
  {
    id: 'first-second',
    figure: 'first / second invocation after initialisation',
    target: 2,
    failsAbove: 3,
  },
  {
    id: 'bundle',
    figure: 'largest endpoint bundle, minified and gzipped',
    target: 160,
    failsAbove: 200,
    unit: 'KB',
  },
  {
    id: 'throughput',
    figure: 'local server, queries with their DynamoDB call / crypto ceiling of one core',
    target: 0.3,
    failsBelow: 0.2,
  },
  { id: 'p50', figure: 'its latency under that load, p50', unit: 'ms' },
  { id: 'p99', figure: 'its latency under that load, p99', unit: 'ms' },
  { id: 'peer-prism', figure: 'peer: Prism, a mock without signatures, requests / ours' },
  { id: 'retry', figure: 'retry worker: CPU of one decision / floor' },
  { id: 'check', figure: 'full check: CPU of one tenant / floor' },
  {
    id: 'growth-query',
    figure: 'a query after the most past grants / after 1',
    target: 1.05,
    failsAbove: 1.2,
  },
  {
    id: 'growth-apply',
    figure: 'an application after the most past grants / after 1',
    target: 1.05,
    failsAbove: 1.2,
  },
  { id: 'memory-start', figure: 'resident memory once primed', unit: 'MB' },
  {
    id: 'memory-after',
    figure: 'the same after the requests / before',
    target: 1.3,
    failsAbove: 1.6,
  },
];
