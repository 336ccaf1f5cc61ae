import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { refTo, storedDueSums, storedMinor, storedNumber } from '../../../shared/store/row.ts';

const ref = refTo(
  { pk: 'CLIENT#C', sk: 'FACILITY#SECRET-ID' },
  z.object({ minor: storedMinor, at: storedNumber, sums: storedDueSums }),
);

test('a row is read: sums to amounts, instants to numbers, and what nobody asks for left out', () => {
  const sums = { 17: 5n, 18: 0n, 1795228200000: 10n ** 16n };
  expect(ref.parse({ pk: 'P', sk: 'S', minor: 10n ** 16n, at: 17n, sums, more: 'x' })).toEqual({
    minor: 10n ** 16n,
    at: 17,
    sums: new Map([
      [17, 5n],
      [18, 0n],
      [1_795_228_200_000, 10n ** 16n],
    ]),
  });
});

describe('a row that cannot be read is told by kind and place, and nothing of it', () => {
  test.each([
    ['nothing', {}, 'minor, at, sums'],
    ['a text', { minor: 'SECRET', at: 1n, sums: {} }, 'minor'],
    ['a number', { minor: 5, at: 1n, sums: {} }, 'minor'],
    ['an instant that is a text', { minor: 5n, at: 'SECRET', sums: {} }, 'at'],
    ['a sum that is a text', { minor: 5n, at: 1n, sums: { 17: 'SECRET' } }, 'sums.17'],
    ['an instant of 17 digits', { minor: 5n, at: 1n, sums: { ['1'.repeat(17)]: 1n } }, 'sums.'],
  ])('%s', (_what, item, where) => {
    const message = `a stored FACILITY item does not parse at ${where}`;
    expect(() => ref.parse(item)).toThrow(message);
    expect(() => ref.parse(item)).not.toThrow('SECRET');
  });
});
