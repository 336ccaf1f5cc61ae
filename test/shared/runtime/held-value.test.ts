import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { HeldValue, keyHoldTimes } from '../../../shared/runtime/held-value.ts';

let nowMs = 0;
let loads = 0;
let fails = false;
let failures: unknown[] = [];

beforeEach(() => {
  nowMs = 1_000_000;
  loads = 0;
  fails = false;
  failures = [];
});
afterEach(() => {
  vi.useRealTimers();
});

/** A value that says how often it was loaded. */
function heldValue(load = loadNext, onFailure = (error: unknown) => failures.push(error)) {
  return new HeldValue(load, () => nowMs, onFailure);
}

async function loadNext(): Promise<number> {
  loads += 1;
  if (fails) throw new Error(`load ${loads} failed`);
  return loads;
}

test('keys are held ten minutes, serve an hour, and are asked for twice a minute', () => {
  expect(keyHoldTimes).toEqual({
    freshMs: 600_000,
    maxStaleMs: 3_600_000,
    minReloadMs: 30_000,
    maxWaitMs: 500,
    maxLoadMs: 2_700,
    minRetryMs: 2_000,
  });
});

describe('a value', () => {
  test('is loaded at the first call and not before', async () => {
    const held = heldValue();
    expect(loads).toBe(0);
    expect(await held.get()).toBe(1);
  });

  test.each([
    [599_999, 1],
    [600_000, 2],
    [600_001, 2],
  ])('is %i ms old: %i load(s)', async (ageMs, expected) => {
    const held = heldValue();
    await held.get();
    nowMs += ageMs;
    expect(await held.get()).toBe(expected);
  });

  test('that is undefined is held like any other', async () => {
    const load = vi.fn(async () => undefined);
    const held = new HeldValue(load, () => nowMs, vi.fn());
    expect(await held.get()).toBeUndefined();
    expect(await held.get()).toBeUndefined();
    expect(load).toHaveBeenCalledTimes(1);
  });

  test('has one load in flight, however many ask', async () => {
    const held = heldValue();
    expect(await Promise.all([held.get(), held.get(), held.reload(), held.get()])).toEqual([
      1, 1, 1, 1,
    ]);
  });

  test.each([
    [1_999, 'load 1 failed'],
    [2_000, 'load 2 failed'],
  ])('that failed with nothing held: %i ms later, %s', async (laterMs, expected) => {
    const held = heldValue();
    fails = true;
    await expect(held.get()).rejects.toThrow('load 1 failed');
    nowMs += laterMs;
    await expect(held.get()).rejects.toThrow(expected);
  });

  test('is loaded again after a load that failed with nothing held', async () => {
    const held = heldValue();
    fails = true;
    await expect(held.get()).rejects.toThrow('load 1 failed');
    fails = false;
    nowMs += 2_000;
    expect(await held.get()).toBe(2);
    expect(failures).toHaveLength(1);
  });
});

describe('after a failed refresh', () => {
  test('the last good value serves until it is an hour old', async () => {
    const held = heldValue();
    await held.get();
    fails = true;
    nowMs += 3_599_999;
    expect(await held.get()).toBe(1);
    nowMs += 1;
    await expect(held.get()).rejects.toThrow('failed');
  });

  test('each failure is reported', async () => {
    const held = heldValue();
    await held.get();
    fails = true;
    nowMs += 600_000;
    await held.get();
    expect(failures).toEqual([new Error('load 2 failed')]);
  });

  test('a failure that cannot be reported does no harm', async () => {
    const held = heldValue(loadNext, () => {
      throw new Error('the log is gone');
    });
    await held.get();
    fails = true;
    nowMs += 600_000;
    expect(await held.get()).toBe(1);
  });

  test.each([
    [29_999, 2],
    [30_000, 3],
  ])('it is tried again %i ms later: %i load(s)', async (laterMs, expected) => {
    const held = heldValue();
    await held.get();
    fails = true;
    nowMs += 600_000;
    await held.get();
    nowMs += laterMs;
    expect(await held.get()).toBe(1);
    expect(loads).toBe(expected);
  });

  test('the first success makes it fresh for ten minutes', async () => {
    const held = heldValue();
    await held.get();
    fails = true;
    nowMs += 600_000;
    await held.get();
    fails = false;
    nowMs += 30_000;
    expect(await held.get()).toBe(3);
    nowMs += 599_999;
    expect(await held.get()).toBe(3);
  });
});

describe('asked for out of turn', () => {
  test.each([
    [0, 1],
    [29_999, 1],
    [30_000, 2],
  ])('%i ms after the last load: %i load(s)', async (laterMs, expected) => {
    const held = heldValue();
    await held.get();
    nowMs += laterMs;
    expect(await held.reload()).toBe(expected);
  });

  test('a thousand times in half a minute loads twice', async () => {
    const held = heldValue();
    for (let i = 0; i < 1_000; i++) {
      await held.reload();
      nowMs += 30;
    }
    expect(loads).toBe(1);
    await held.reload();
    expect(loads).toBe(2);
  });

  test('with nothing held yet, it loads', async () => {
    expect(await heldValue().reload()).toBe(1);
  });
});
