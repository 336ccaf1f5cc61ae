import type { DeferralAccess, TableAccess, TimeBudget } from './endpoint.ts';
import { indexNames } from './environment.ts';

/**
 * A function that no partner reaches, declared once; stack, local front and tests read it. All it
 * does ends a second before Lambda would cut it off. It reads no partner's keys and no server key:
 * nothing it does is answered to a partner.
 */
export interface BackOfficeFunction extends DeferralAccess {
  /** The file in `functions/`, without its ending. */
  readonly functionName: string;
  readonly purpose: string;
  readonly time: Pick<TimeBudget, 'lambdaTimeoutSeconds'>;
  readonly memoryMb: number;
  readonly table: TableAccess;
  readonly eventBus: 'none' | 'put';
}

/** Works on deferred applications, five messages at a time and one after the other. */
export const retryCreditGrant = {
  functionName: 'retry-credit-grant',
  purpose: 'Decide on deferred applications.',
  // A message takes a second or two, at most two of them the decision service's. One whose calls
  // are all repeated, or whose rows keep moving, can take more than there is: it then comes again.
  // Short, since a message that met a fault comes again only after six times as long.
  time: { lambdaTimeoutSeconds: 30 },
  memoryMb: 512,
  table: { reads: true, writes: true, deletes: true },
  retryQueue: 'send',
  decisionService: 'ask',
  eventBus: 'none',
} as const satisfies BackOfficeFunction;

/** Pages through all that is due, expired, or to be recounted; what it leaves, the next run does. */
export const checkQuotas = {
  functionName: 'check-quotas',
  purpose: 'Expire grants, send for overdue work, recount the books.',
  time: { lambdaTimeoutSeconds: 300 },
  memoryMb: 512,
  table: {
    reads: true,
    writes: true,
    deletes: true,
    queries: ['table', indexNames.dueGrants, indexNames.expiringGrants, indexNames.books],
  },
  retryQueue: 'send',
  decisionService: 'none',
  eventBus: 'put',
} as const satisfies BackOfficeFunction;

/** Posts one event, from the bus or from an operator who waits for what became of it. */
export const postLedgerEvent = {
  functionName: 'post-ledger-event',
  purpose: 'Post what the partner APIs do not cause.',
  time: { lambdaTimeoutSeconds: 15 },
  memoryMb: 512,
  table: { reads: true, writes: true, deletes: true },
  retryQueue: 'none',
  decisionService: 'none',
  eventBus: 'none',
} as const satisfies BackOfficeFunction;

/** Every function that no partner reaches, one row each. */
export const backOfficeFunctions = [
  retryCreditGrant,
  checkQuotas,
  postLedgerEvent,
] as const satisfies readonly BackOfficeFunction[];

/** How the queue of deferred applications feeds its worker, in AWS and on a laptop. */
export const retryQueueTerms = {
  batchSize: 5,
  batchingWindowSeconds: 0,
  /**
   * How many batches are worked on at once. The poller itself holds to it: reserved concurrency
   * would throttle what was received already, and each throttled receive brings a healthy message
   * nearer to the dead letters. Ten keep a decision service that has just recovered, and the
   * facilities that share a customer, from being met by hundreds at once; SQS allows no less than
   * two.
   */
  maxConcurrency: 10,
  /** Six times what the worker may take, as Lambda asks: throttled polls are repeated within it. */
  visibilityTimeoutSeconds: 6 * retryCreditGrant.time.lambdaTimeoutSeconds,
  /** Only faults count: an application that waits is a success, and a new message. */
  maxReceiveCount: 5,
} as const;

/** How often `check-quotas` is asked for what. */
export const checkSchedules = [
  { every: 'minute', input: { check: 'due' } },
  { every: 'day', input: { check: 'full' } },
] as const;
