import { rows } from '../instance.ts';
import { benchInstance, handled } from './instance.ts';
import { isQuick, tell } from './suite.ts';

const batch = 1_000;
const total = isQuick ? 10_000 : 100_000;
const megabyte = 1_000_000;

const { apply, query, applications, queries } = await benchInstance();
async function handle(): Promise<void> {
  const half = batch / 2;
  await (await handled(query, rows.queryCreditQuota, queries)(half))();
  await (await handled(apply, rows.applyCreditGrant, applications(1))(half))();
}

await handle();
globalThis.gc?.();
const before = process.memoryUsage().rss;
const readings: number[] = [];
for (let done = 0; done < total; done += batch) {
  await handle();
  globalThis.gc?.();
  readings.push(process.memoryUsage().rss);
}
const last = readings.slice(-5);
const after = last.reduce((sum, bytes) => sum + bytes, 0) / last.length;
tell(
  { 'memory-start': before / megabyte, 'memory-after': after / before },
  { before, readings, total },
);
process.exit(0);
