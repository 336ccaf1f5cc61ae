import fc from 'fast-check';
import { retryQueueTerms } from '../../shared/catalogue/back-office-functions.ts';
import { simulateExpiry } from './simulation-check.ts';
import { simulateOutage } from './simulation-queue.ts';

// How the queue of deferred applications and the scheduled check hold at a size that no laptop has.
const seed = Number(process.argv[2] ?? 20_261_121);
const draws = fc.sample(fc.noBias(fc.nat({ max: 2 ** 31 - 1 })), { numRuns: 100_000, seed });
let drawn = 0;
const random = (): number => (draws[drawn++ % draws.length] ?? 0) / 2 ** 31;
const seconds = (value: number): string => `${Math.ceil(value)} s`;

console.log(`seed ${seed}\n
| decision service down for | deferred | messages worked on | p50 after its end | p99.9 | last |
| --- | ---: | ---: | ---: | ---: | ---: |`);
for (const [outageSeconds, perSecond] of [
  [600, 0.5],
  [600, 2],
  [3_600, 2],
  [3_600, 10],
] as const) {
  const { accepted, received, p50, p999, last } = simulateOutage({
    perSecond,
    outageSeconds,
    concurrency: retryQueueTerms.maxConcurrency,
    batchSize: retryQueueTerms.batchSize,
    decidedSeconds: 0.3,
    downSeconds: 2,
    random,
  });
  console.log(
    `| ${outageSeconds / 60} min at ${perSecond}/s | ${accepted} | ${received} | ${seconds(p50)} | ${seconds(p999)} | ${seconds(last)} |`,
  );
}
console.log(`
| live grants | time zones | expired in three days | p50 until noted | p99 | last | time of the check used |
| ---: | ---: | ---: | ---: | ---: | ---: | ---: |`);
for (const [liveGrants, zones] of [
  [10_000, 24],
  [100_000, 24],
  [1_000_000, 24],
  [1_000_000, 1],
] as const) {
  const { expired, p50, p99, last, busyShare } = simulateExpiry({
    liveGrants,
    termDays: 90,
    zones,
    grantSeconds: 0.1,
    runSeconds: 60,
    days: 3,
    random,
  });
  console.log(
    `| ${liveGrants} | ${zones} | ${expired} | ${seconds(p50)} | ${seconds(p99)} | ${seconds(last)} | ${(100 * busyShare).toFixed(1)} % |`,
  );
}
