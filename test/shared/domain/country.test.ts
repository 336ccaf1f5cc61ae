import { describe, expect, test } from 'vitest';
import { isCountry } from '../../../shared/domain/country.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

test('249 codes are assigned', () => {
  const pairs = [...letters].flatMap((first) => [...letters].map((second) => first + second));
  expect(pairs.filter(isCountry)).toHaveLength(249);
});

describe('an assigned code is a country', () => {
  test.each(['US', 'GB', 'CN', 'HK', 'SS', 'BQ', 'ZW'])('%s', (code) => {
    expect(isCountry(code)).toBe(true);
  });
});

describe('nothing else is a country', () => {
  test.each(['us', 'USA', 'U', '', 'US\n', '840', 'UK', 'EU', 'XK', 'AN', 'ZZ', 'US CN'])(
    '%j',
    (code) => {
      expect(isCountry(code)).toBe(false);
    },
  );
});
