import { expect, test } from 'vitest';
import { backoffSeconds } from '../../../shared/domain/backoff.ts';

const almostOne = 1 - Number.EPSILON;

test.each([
  [0, 10],
  [1, 20],
  [2, 40],
  [3, 80],
  [4, 90],
  [5, 90],
  [16, 90],
  [1_000_000, 90],
])('after %i attempts it is between one second and %i', (attempts, ceiling) => {
  expect(backoffSeconds(attempts, 0)).toBe(1);
  expect(backoffSeconds(attempts, almostOne)).toBe(ceiling);
});

test('the whole span is as likely: full jitter', () => {
  expect([0, 0.1, 0.5, 0.9].map((random) => backoffSeconds(0, random))).toEqual([1, 1, 5, 9]);
});
