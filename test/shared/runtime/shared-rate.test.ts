import { describe, expect, test } from 'vitest';
import { fleet, startMs, terms } from './fleet.ts';

/** Numbers that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** Random requests at a multiple of the rate, each to a random instance; when those got through. */
async function load(size: number, timesRate: number, seconds: number) {
  const world = fleet(size);
  const random = numbers(size);
  const passedAt: number[] = [];
  let sent = 0;
  let atMs = startMs;
  for (;;) {
    atMs -= Math.log(1 - random()) * (1_000 / (terms.ratePerSecond * timesRate));
    if (atMs > startMs + seconds * 1_000) break;
    world.clock.ms = Math.floor(atMs);
    sent += 1;
    if (await world.at(Math.floor(random() * size)).take()) passedAt.push(world.clock.ms);
  }
  return { ...world, sent, passedAt };
}

/** The most that got through in any time of so long. */
function mostWithin(passedAt: readonly number[], windowMs: number): number {
  let [most, from] = [0, 0];
  passedAt.forEach((at, to) => {
    while (at - (passedAt[from] ?? 0) > windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  });
  return most;
}

describe('a client is held to its rate by all instances together', () => {
  test.each([1, 3, 50])('%i of them let its burst through at once, and no more', async (size) => {
    const { taken } = fleet(size);
    expect(await taken(300)).toBe(100);
  });

  test.each([
    [1, 10],
    [2, 2],
    [8, 10],
    [32, 10],
    [128, 10],
  ])('%i of them under %i times its rate let through burst and rate', async (size, timesRate) => {
    const { passedAt } = await load(size, timesRate, 20);
    for (const windowMs of [1, 1_000, 10_000]) {
      // The life of a lease is 5 s: what was leased before the window began may be used in it.
      const most = 100 + 50 * (windowMs / 1_000 + 5);
      expect(mostWithin(passedAt, windowMs)).toBeLessThanOrEqual(most);
    }
    expect(passedAt.length).toBeGreaterThan(0.9 * (100 + 50 * 20));
    expect(passedAt.length).toBeLessThanOrEqual(100 + 50 * 20);
  });

  test('one alone gets the whole rate, second for second', async () => {
    const { clock, taken } = fleet(1);
    expect(await taken(200)).toBe(100);
    for (let second = 1; second <= 5; second++) {
      clock.ms += 1_000;
      expect(await taken(200)).toBe(50);
    }
  });

  test('another client has an allowance of its own', async () => {
    const { taken } = fleet(2);
    await taken(300);
    const other = { clientId: 'PARTNER_2', ratePerSecond: 1, burst: 7 };
    expect(await taken(20, other)).toBe(7);
  });
});

describe('a client that keeps to its rate is not refused', () => {
  test.each([1, 2, 8, 32, 128])('at four fifths of it, over %i instances', async (size) => {
    const { sent, passedAt } = await load(size, 0.8, 60);
    expect(sent).toBeGreaterThan(2_000);
    expect(passedAt).toHaveLength(sent);
  });

  test('at one a second, on whichever instance', async () => {
    const slow = { clientId: 'SLOW', ratePerSecond: 1, burst: 1 };
    const { clock, at } = fleet(5);
    for (let n = 0; n < 20; n++) {
      expect(await at(n).take(slow)).toBe(true);
      expect(await at(n + 1).take(slow)).toBe(false);
      clock.ms += 1_000;
    }
  });

  test('what an instance put by and lost comes back', async () => {
    const { clock, store, taken, at } = fleet(2);
    await taken(60);
    clock.ms += 60_000;
    // Nobody uses what this takes: the instance is gone.
    await store.lease(terms, 100, clock.ms);
    // Each instance lets one through after so long, and has nothing more to give.
    expect([await at(0).take(), await at(0).take()]).toEqual([true, false]);
    expect([await at(1).take(), await at(1).take()]).toEqual([true, false]);
    clock.ms += 2_000;
    expect(await taken(200)).toBe(100);
  });
});

describe('most requests ask nobody', () => {
  test('at speed one in twenty asks', async () => {
    const { store, sent } = await load(1, 0.9, 60);
    expect(store.calls / sent).toBeLessThan(1 / 15);
  });

  test.each([1, 8, 32])(
    'far over the rate, %i instances ask a few times a second',
    async (size) => {
      const { store } = await load(size, 10, 20);
      expect(store.calls).toBeLessThan(size * (10 + 20 * 5));
    },
  );

  test('an instance that sees the client less than once in five seconds asks once', async () => {
    const { clock, store, at } = fleet(1);
    for (let n = 0; n < 10; n++) {
      clock.ms += 5_000;
      expect(await at(0).take()).toBe(true);
    }
    expect(store.calls).toBe(1);
  });

  test('what passes unasked is one request in five seconds, on each instance', async () => {
    const { clock, store, at } = fleet(3);
    for (const n of [0, 1, 2]) await at(n).take();
    clock.ms += 5_000;
    // Nobody else has anything to give.
    await store.lease(terms, 100, clock.ms);
    const passed = [];
    for (const n of [0, 0, 1, 1, 2, 2]) passed.push(await at(n).take());
    expect(passed).toEqual([true, false, true, false, true, false]);
  });

  test('requests that come while one asks wait for the same answer', async () => {
    const { store, at } = fleet(1);
    const passed = await Promise.all(Array.from({ length: 120 }, () => at(0).take()));
    expect(passed.filter(Boolean)).toHaveLength(100);
    expect(store.calls).toBeLessThanOrEqual(10);
  });
});
