import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HeldValue } from '../../../shared/runtime/held-value.ts';

let nowMs = 0;

beforeEach(() => {
  nowMs = 1_000_000;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A value whose given load never ends by itself; the others give their number at once. */
function hangingAt(hangs: number) {
  const hanging = Promise.withResolvers<number>();
  const load = vi.fn((): Promise<number> => {
    const count = load.mock.calls.length;
    return count === hangs ? hanging.promise : Promise.resolve(count);
  });
  return { held: new HeldValue(load, () => nowMs, vi.fn()), load, hanging };
}

test('is waited for half a second, then the value at hand serves and the load goes on', async () => {
  const { held, load, hanging } = hangingAt(2);
  await held.get();
  nowMs += 600_000;
  const refreshed = held.get();
  await vi.advanceTimersByTimeAsync(499);
  expect(await Promise.race([refreshed, 'waiting'])).toBe('waiting');
  await vi.advanceTimersByTimeAsync(1);
  expect(await refreshed).toBe(1);
  hanging.resolve(2);
  await vi.advanceTimersByTimeAsync(0);
  expect(await held.get()).toBe(2);
  expect(load).toHaveBeenCalledTimes(2);
});

test('is waited for to its end when the value at hand is too old', async () => {
  const { held, hanging } = hangingAt(2);
  await held.get();
  nowMs += 3_600_000;
  const refreshed = held.get();
  await vi.advanceTimersByTimeAsync(2_699);
  expect(await Promise.race([refreshed, 'waiting'])).toBe('waiting');
  hanging.resolve(2);
  expect(await refreshed).toBe(2);
});

test('has failed after 2.7 s, and does not block the next', async () => {
  const { held } = hangingAt(1);
  const first = expect(held.get()).rejects.toThrow('not loaded in time');
  await vi.advanceTimersByTimeAsync(2_700);
  await first;
  nowMs += 2_000;
  expect(await held.get()).toBe(2);
});

test('leaves no timer behind when it ends in time', async () => {
  const { held } = hangingAt(0);
  await held.get();
  nowMs += 600_000;
  expect(await held.get()).toBe(2);
  expect(vi.getTimerCount()).toBe(0);
});

test('that was frozen with its instance, and then failed, does not make what is too old serve', async () => {
  const { held, hanging } = hangingAt(2);
  await held.get();
  nowMs += 600_000;
  const refreshed = held.get();
  await vi.advanceTimersByTimeAsync(500);
  expect(await refreshed).toBe(1);
  nowMs += 3_000_000;
  const thawed = expect(held.get()).rejects.toThrow('no answer');
  hanging.reject(new Error('no answer'));
  await thawed;
});
