import { describe, expect, test, vi } from 'vitest';
import { SharedRate } from '../../../shared/runtime/shared-rate.ts';
import { newInstance } from '../../instance.ts';
import { MemoryRateStore } from '../../memory-rate-store.ts';
import { clientSecret } from '../../memory-secrets.ts';

const startMs = 1_795_228_200_000;
const terms = { clientId: 'PARTNER_1', ratePerSecond: 50, burst: 100 };
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };

function newRate(store: MemoryRateStore, clock: { ms: number }) {
  const failures: string[] = [];
  const rate = new SharedRate(
    store,
    () => clock.ms,
    (error) => failures.push(String(error)),
  );
  /** How many of so many requests at one instant get through. */
  async function taken(requests: number): Promise<number> {
    let through = 0;
    for (let n = 0; n < requests; n++) if (await rate.take(terms, clock.ms)) through += 1;
    return through;
  }
  return { failures, taken, take: () => rate.take(terms, clock.ms) };
}

function fails(error: unknown) {
  return (): never => {
    throw error;
  };
}

describe('while no lease can be had', () => {
  test('each instance holds the client to its rate by itself, and says so', async () => {
    const clock = { ms: startMs };
    const store = new MemoryRateStore();
    store.beforeLease = fails(new Error('the table is down'));
    const instances = [newRate(store, clock), newRate(store, clock)];
    for (const { taken, failures } of instances) {
      expect(await taken(300)).toBe(100);
      expect(failures).toEqual(['Error: the table is down']);
    }
    clock.ms += 1_000;
    for (const { taken } of instances) expect(await taken(300)).toBe(50);
  });

  test('it is asked for again five seconds later, not with each request', async () => {
    const clock = { ms: startMs };
    const store = new MemoryRateStore();
    store.beforeLease = fails(new Error('the table is down'));
    const { take, failures } = newRate(store, clock);
    for (let n = 0; n < 10; n++) await take();
    clock.ms += 4_999;
    await take();
    expect(store.calls).toBe(1);
    clock.ms += 1;
    store.beforeLease = () => undefined;
    expect(await take()).toBe(true);
    expect([store.calls, store.leased, failures.length]).toEqual([2, 1, 1]);
  });

  test('a request waits for half a second at most', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const store = new MemoryRateStore();
      store.beforeLease = () => new Promise<never>(() => undefined);
      const { take, failures } = newRate(store, { ms: startMs });
      const passed = take();
      await vi.advanceTimersByTimeAsync(499);
      expect(failures).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      expect(await passed).toBe(true);
      expect(failures).toEqual(['Error: no lease in time']);
    } finally {
      vi.useRealTimers();
    }
  });

  test('a reply that is lost costs what it had taken, and nobody else', async () => {
    const clock = { ms: startMs };
    const store = new MemoryRateStore();
    store.afterLease = fails(new Error('lost'));
    expect(await newRate(store, clock).take()).toBe(true);
    store.afterLease = () => undefined;
    expect(store.leased).toBe(1);
    expect(await newRate(store, clock).taken(300)).toBe(99);
  });
});

test.each([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
])('a table that answers %s costs no client its rate, and is told of', async (name) => {
  const clock = { ms: startMs };
  const store = new MemoryRateStore();
  store.beforeLease = fails(Object.assign(new Error('slow down'), { name }));
  const { taken, failures } = newRate(store, clock);
  expect(await taken(300)).toBe(100);
  expect(failures).toEqual([expect.stringContaining('slow down')]);
  expect(store.calls).toBe(1);
  store.beforeLease = () => undefined;
  clock.ms += 5_000;
  expect(await taken(10)).toBe(10);
  expect([store.leased > 0, failures.length]).toEqual([true, 1]);
});

describe('clocks that are apart', () => {
  test('by a second give a second more, whichever is ahead', async () => {
    const store = new MemoryRateStore();
    const [right, ahead] = [{ ms: startMs }, { ms: startMs + 1_000 }];
    const first = await newRate(store, right).taken(300);
    const second = await newRate(store, ahead).taken(300);
    expect([first, second]).toEqual([100, 50]);
    expect(await newRate(store, right).taken(300)).toBe(0);
  });

  test('by ten minutes share nothing: the one behind goes by its own count, and says so', async () => {
    const store = new MemoryRateStore();
    await newRate(store, { ms: startMs + 600_000 }).taken(300);
    const { taken, failures } = newRate(store, { ms: startMs });
    expect(await taken(300)).toBe(100);
    expect(failures).toEqual([
      "ClocksDisagree: an allowance is handed out beyond its burst: an instance's clock is wrong",
    ]);
  });
});

describe('behind the signature', () => {
  function limited(burst: number) {
    const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1, burst }) };
    const store = new MemoryRateStore();
    const instance = newInstance({ clients });
    const trafficLimit = new SharedRate(
      store,
      () => instance.clock.ms,
      () => undefined,
    );
    Object.assign(instance.deps, { trafficLimit });
    return { ...instance, store };
  }

  test('a forged flood asks for nothing and spends nothing', async () => {
    const { call, store } = limited(1);
    const forged = { headers: { signature: 'algorithm=RSA256, signature=AAAA' } };
    for (let n = 0; n < 20; n++) {
      const { outcome } = await call('queryCreditQuota', question, forged);
      expect(outcome).toBe('F INVALID_SIGNATURE');
    }
    expect(store.calls).toBe(0);
    expect((await call('queryCreditQuota', question)).outcome).toBe('F QUOTA_QUERY_FAILED');
  });

  test('what is over the rate on another instance is answered signed, and does nothing', async () => {
    const { call, store, table, lines } = limited(1);
    await store.lease({ clientId: 'PARTNER_1', ratePerSecond: 1, burst: 1 }, 1, startMs);
    const { outcome } = await call('queryCreditQuota', question);
    expect(outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
    expect(table.reads).toEqual([]);
    expect(lines).toMatchObject([{ counts: { Throttled: 1 } }]);
  });
});
