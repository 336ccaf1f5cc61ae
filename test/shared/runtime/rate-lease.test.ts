import { describe, expect, test } from 'vitest';
import { fleet } from './fleet.ts';

describe('a lease is good for five seconds', () => {
  test.each([
    [4_999, 0],
    // One passes unasked by then.
    [5_000, 0],
  ])('after %i ms it takes %i more calls', async (laterMs, calls) => {
    const { clock, store, at } = fleet(1);
    // The first is for one, the second for two.
    await at(0).take();
    await at(0).take();
    expect([store.calls, store.leased]).toEqual([2, 3]);
    clock.ms += laterMs;
    expect(await at(0).take()).toBe(true);
    expect(store.calls - 2).toBe(calls);
    // What was left of the lease is good for one more in time, and for none after.
    expect(await at(0).take()).toBe(true);
    expect(store.calls).toBe(3);
  });

  test('and no longer when the clock goes backwards', async () => {
    const { clock, store, at } = fleet(1);
    await at(0).take();
    await at(0).take();
    clock.ms -= 1;
    expect(await at(0).take()).toBe(true);
    expect(store.calls).toBe(3);
  });
});
