import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunction } from '../../infra/bundle.ts';
import {
  bundleByDefaults,
  bundleDynamodbAlone,
  bundleDynamodbAsOurs,
  bundleSizes,
} from './bundles.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import { median, shuffled } from './rounds.ts';
import { scratchFolder } from './scratch.ts';
import { isQuick, tell } from './suite.ts';

const folder = scratchFolder();
const provider = await startBenchProvider();
const functionName = 'query-credit-quota';
const [ours, defaults, dynamodb] = [
  join(bundleFunction(functionName, folder), 'index.mjs'),
  bundleByDefaults(functionName, folder),
  bundleDynamodbAlone(folder),
];
/** What is started each round: a bundle, and how. */
const variants = {
  ours: [ours],
  defaults: [defaults, 'prime'],
  unprimedDefaults: [defaults],
  dynamodb: [dynamodb],
  dynamodbAsOurs: [bundleDynamodbAsOurs(folder)],
  oursWithHttp: [ours, 'count-http'],
  defaultsWithHttp: [defaults, 'prime', 'count-http'],
  dynamodbWithHttp: [dynamodb, 'count-http'],
} as const;
type Variant = keyof typeof variants;
const names = Object.keys(variants) as Variant[];
const sampleProgram = fileURLToPath(new URL('cold-sample.ts', import.meta.url));
const env = { ...process.env, ...provider.environment };

/** Milliseconds of initialisation, the first invocation, the second; of the first two, processor time. */
async function sample(variant: Variant): Promise<readonly number[]> {
  const eventsFile = join(folder, 'events.json');
  const events = liveRequests(provider)('queryCreditQuota')(2).map(({ event }) => event);
  writeFileSync(eventsFile, JSON.stringify(events));
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const [bundle, ...how] = variants[variant];
  const child = fork(sampleProgram, [bundle, eventsFile, ...how], { env, stdio: [...stdio] });
  const [times] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('no sample'))),
  ])) as [readonly number[]];
  return times;
}

type Totals = Record<Variant, number[]>;
const totals = (): Totals =>
  Object.fromEntries(names.map((name) => [name, [] as number[]])) as Totals;
const [cold, cpu] = [totals(), totals()];
const firsts: number[] = [];
const rounds = isQuick ? 9 : 21;
for (let round = 0; round < rounds; round++) {
  for (const name of shuffled(names)) {
    const [initialisation = 0, first = 0, second = 0, processor = 0] = await sample(name);
    cold[name].push(initialisation + first);
    cpu[name].push(processor);
    if (name === 'ours') firsts.push(first / second);
  }
}
const sizes = bundleSizes(folder);
await provider.stop();

const ratio = (of: Variant, under: Variant, times: Totals = cold): number =>
  median(times[of].map((ms, round) => ms / (times[under][round] ?? Number.NaN)));
tell(
  {
    'cold-defaults': ratio('ours', 'defaults'),
    'cold-defaults-cpu': ratio('ours', 'defaults', cpu),
    'cold-defaults-unprimed': ratio('ours', 'unprimedDefaults'),
    'cold-defaults-http': ratio('oursWithHttp', 'defaultsWithHttp'),
    'cold-dynamodb': ratio('ours', 'dynamodb'),
    'cold-dynamodb-cpu': ratio('ours', 'dynamodb', cpu),
    'cold-dynamodb-as-ours': ratio('ours', 'dynamodbAsOurs'),
    'cold-dynamodb-http': ratio('oursWithHttp', 'dynamodbWithHttp'),
    'first-second': median(firsts),
    bundle: Math.max(...Object.values(sizes)),
  },
  { cold, cpu, firsts, sizes },
);
process.exit(0);
