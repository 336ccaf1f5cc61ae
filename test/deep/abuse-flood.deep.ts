import { afterAll, expect, test } from 'vitest';
import { logWriter } from '../../shared/runtime/log-writer.ts';
import { SharedRate } from '../../shared/runtime/shared-rate.ts';
import { contextOf, newInstance, rows, startMs } from '../instance.ts';
import { MemoryRateStore } from '../memory-rate-store.ts';
import { clientSecret } from '../memory-secrets.ts';
import { openOwnFacility } from '../stage-rows.ts';
import { floodKinds } from './flood.ts';
import { holdNow } from './heap.ts';
import { report, scaled } from './scale.ts';
import { writeNowhere } from './written-nowhere.ts';

const requests = scaled(100_000);
const minutes = 20;
/** Twice a minute, and once more for the minute that has begun. */
const lookUps = 2 * minutes + 1;
/** What an instance may hold more of after the flood than soon after its beginning. */
const maxGrowthBytes = 1_000_000;
/** Of 512 MB that the function has; what the test itself takes is in it. */
const maxResidentBytes = 448_000_000;

const row = rows.queryCreditQuota;
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
/** Three requests, and no more for as long as any of this takes. */
const allowance = { burst: 3, ratePerSecond: 1e-6 };
const figures = {
  requests: 0,
  'secrets read': 0,
  'grown by KB': 0,
  'resident in MB': 0,
  'µs of processor each': 0,
};

afterAll(() => report('flood', figures));
writeNowhere();

test('a flood of what is refused unread leaves victim, secrets, table and memory alone', async () => {
  const clients = { PARTNER_1: clientSecret(allowance) };
  const instance = newInstance({ clients, log: logWriter('test') });
  const { clock, handlers, deps, secrets, table, puts, memory } = instance;
  const rates = new MemoryRateStore();
  const trafficLimit = new SharedRate(rates, deps.now, (error) => expect.fail(String(error)));
  Object.assign(deps, { trafficLimit });
  await openOwnFacility(memory);
  const itemsBefore = memory.items();

  /** Sends some of it, evenly spread over the time, each kind as often as the others. */
  async function flood(from: number, to: number): Promise<void> {
    for (let at = from; at < to; at++) {
      clock.ms = startMs + Math.floor((at * minutes * 60_000) / requests);
      const kind = floodKinds[at % floodKinds.length] ?? expect.fail('no kind');
      const result = await handlers.queryCreditQuota(kind.event(clock.ms), contextOf(row));
      const { result: found } = JSON.parse(result.body);
      if (found.resultCode !== kind.code) expect.fail(`${kind.what}: ${result.body}`);
    }
  }

  const warm = Math.ceil(requests / 10);
  await flood(0, warm);
  const before = await holdNow();
  const startedAt = process.cpuUsage();
  await flood(warm, requests);
  const { user, system } = process.cpuUsage(startedAt);
  const after = await holdNow();
  const growth = after.held - before.held;
  Object.assign(figures, {
    requests,
    'secrets read': secrets.reads.length,
    'grown by KB': Math.round(growth / 1_000),
    'resident in MB': Math.round(after.resident / 1_000_000),
    'µs of processor each': Math.round((user + system) / (requests - warm)),
  });

  expect(growth).toBeLessThan(maxGrowthBytes);
  expect(after.resident).toBeLessThan(maxResidentBytes);
  const readsOf = (name: string) => secrets.reads.filter((read) => read.endsWith(name)).length;
  expect(readsOf('/client-index')).toBeLessThanOrEqual(lookUps);
  expect(readsOf('/clients/PARTNER_1')).toBeLessThanOrEqual(lookUps);
  expect(readsOf('/server-key')).toBeLessThanOrEqual(3);
  const names = ['client-index', 'clients/PARTNER_1', 'server-key'].map(
    (n) => `quotaline/test/${n}`,
  );
  expect(new Set(secrets.reads)).toEqual(new Set(names));
  expect([table.reads, table.writes, puts]).toEqual([[], [], []]);
  expect(memory.items()).toEqual(itemsBefore);
  expect(rates.calls).toBe(0);

  const outcomes: string[] = [];
  for (let at = 0; at < 4; at++) {
    clock.ms += 1_000;
    outcomes.push((await instance.call('queryCreditQuota', question)).outcome);
  }
  const served = 'S SUCCESS';
  expect(outcomes).toEqual([served, served, served, 'U REQUEST_TRAFFIC_EXCEED_LIMIT']);
});
