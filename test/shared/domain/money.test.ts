import { describe, expect, test } from 'vitest';
import { appliedMinor, maxMinor, sumMinor, toAmount } from '../../../shared/domain/money.ts';

describe('an amount is written in digits', () => {
  test.each([
    [0n, '0'],
    [1n, '1'],
    [9_007_199_254_740_991n, '9007199254740991'],
    [9_007_199_254_740_993n, '9007199254740993'],
    [9_999_999_999_999_998n, '9999999999999998'],
    [9_999_999_999_999_999n, '9999999999999999'],
  ])('%s', (minor, value) => {
    expect(toAmount('USD', minor)).toEqual({ currency: 'USD', value });
  });

  test.each([-1n, 10_000_000_000_000_000n])('but not %s', (minor) => {
    expect(() => toAmount('USD', minor)).toThrow('amount out of bounds');
  });
});

test('the largest amount has 16 digits', () => {
  expect(maxMinor).toBe(9_999_999_999_999_999n);
});

test('amounts beyond 2^53 are added to the last digit', () => {
  const amounts = ['9007199254740993', '2', '0'].map((value) => ({ currency: 'USD', value }));
  expect(sumMinor(amounts)).toBe(9_007_199_254_740_995n);
  expect(sumMinor([])).toBe(0n);
});

describe('what is applied for is the share of the sum, cut, and at least 1', () => {
  test.each([
    [10_000n, 8_000n, 8_000n],
    [10_000n, 10_000n, 10_000n],
    [9_999n, 8_000n, 7_999n],
    [1n, 9_999n, 1n],
    [1n, 1n, 1n],
    [9_999n, 1n, 1n],
    [10_000n, 1n, 1n],
    [19_999n, 1n, 1n],
    [20_000n, 1n, 2n],
    [10_000n, 0n, 1n],
    [9_999_999_999_999_999n, 10_000n, 9_999_999_999_999_999n],
    [9_999_999_999_999_999n, 9_999n, 9_998_999_999_999_999n],
  ])('of %s at %s basis points: %s', (sum, rate, expected) => {
    expect(appliedMinor(sum, rate)).toBe(expected);
  });
});
