import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFunction } from '../../infra/bundle.ts';
import { bundleByDefaults, bundleDynamodbAlone, bundleSizes } from './bundles.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import { median } from './rounds.ts';
import { scratchFolder } from './scratch.ts';
import { isQuick, tell } from './suite.ts';

const folder = scratchFolder();
const provider = await startBenchProvider();
const functionName = 'query-credit-quota';
const bundles = {
  ours: join(bundleFunction(functionName, folder), 'index.mjs'),
  defaults: bundleByDefaults(functionName, folder),
  dynamodb: bundleDynamodbAlone(folder),
};
const sampleProgram = fileURLToPath(new URL('cold-sample.ts', import.meta.url));
const env = { ...process.env, ...provider.environment };

/** Milliseconds of initialisation, the first invocation, the second. */
async function sample(bundle: string): Promise<readonly number[]> {
  const eventsFile = join(folder, 'events.json');
  const events = liveRequests(provider)('queryCreditQuota')(2).map(({ event }) => event);
  writeFileSync(eventsFile, JSON.stringify(events));
  const stdio = ['ignore', 'ignore', 'inherit', 'ipc'] as const;
  const child = fork(sampleProgram, [bundle, eventsFile], { env, stdio: [...stdio] });
  const [times] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('no sample'))),
  ])) as [readonly number[]];
  return times;
}

const cold: Record<keyof typeof bundles, number[]> = { ours: [], defaults: [], dynamodb: [] };
const firsts: number[] = [];
const rounds = isQuick ? 9 : 21;
for (let round = 0; round < rounds; round++) {
  for (const name of ['ours', 'defaults', 'dynamodb'] as const) {
    const [initialisation = 0, first = 0, second = 0] = await sample(bundles[name]);
    cold[name].push(initialisation + first);
    if (name === 'ours') firsts.push(first / second);
  }
}
const sizes = bundleSizes(folder);
await provider.stop();

const ratio = (under: readonly number[]): number =>
  median(cold.ours.map((ms, round) => ms / (under[round] ?? Number.NaN)));
tell(
  {
    'cold-defaults': ratio(cold.defaults),
    'cold-dynamodb': ratio(cold.dynamodb),
    'first-second': median(firsts),
    bundle: Math.max(...Object.values(sizes)),
  },
  { cold, firsts, sizes },
);
process.exit(0);
