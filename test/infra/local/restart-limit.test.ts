import { expect, test } from 'vitest';
import { RestartLimit } from '../../../infra/local/restart-limit.ts';

test('waits double, and the fifth crash in ten seconds is the last', () => {
  const limit = new RestartLimit();
  expect([0, 1, 2, 3, 9_999].map((atMs) => limit.delayMs(atMs))).toEqual([
    25,
    50,
    100,
    200,
    undefined,
  ]);
});

test.each([
  [9_999, undefined],
  [10_000, 200],
  [10_001, 100],
])('with the first crash at 0, a fifth at %i ms waits %s', (atMs, delayMs) => {
  const limit = new RestartLimit();
  for (const earlierMs of [0, 1, 2, 3]) limit.delayMs(earlierMs);
  expect(limit.delayMs(atMs)).toBe(delayMs);
});
