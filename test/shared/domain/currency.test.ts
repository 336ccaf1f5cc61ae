import { describe, expect, test } from 'vitest';
import { isCurrency, minorUnitDigits } from '../../../shared/domain/currency.ts';

describe('money in use is a currency', () => {
  test.each(['USD', 'EUR', 'CNY', 'XAF', 'XCD', 'XCG', 'XOF', 'XPF', 'ZWG'])('%s', (code) => {
    expect(isCurrency(code)).toBe(true);
  });
});

describe('nothing else is a currency', () => {
  test.each([
    ['lower case', 'usd'],
    ['two letters', 'US'],
    ['four letters', 'USDT'],
    ['a number', '840'],
    ['empty', ''],
    ['a line feed at the end', 'USD\n'],
    ['a blank in front', ' USD'],
    ['two codes', 'USD EUR'],
    ['full-width letters', 'ＵＳＤ'],
    ['a member every object has', 'constructor'],
    ['unassigned', 'ZZZ'],
    ['no currency', 'XXX'],
    ['testing', 'XTS'],
    ['gold', 'XAU'],
    ['drawing rights', 'XDR'],
    ['an accounting unit', 'XAD'],
    ['a fund', 'CLF'],
    ['withdrawn in 2021', 'CUC'],
    ['withdrawn in 2023', 'HRK'],
    ['withdrawn in 2025', 'ANG'],
    ['withdrawn in 2026', 'BGN'],
  ])('%s', (_why, code) => {
    expect(isCurrency(code)).toBe(false);
  });
});

describe('the minor unit has as many digits as ISO 4217 says', () => {
  test.each([
    ['JPY', 0],
    ['KRW', 0],
    ['VND', 0],
    ['CLP', 0],
    ['USD', 2],
    ['CNY', 2],
    ['MGA', 2],
    ['KWD', 3],
    ['BHD', 3],
    ['OMR', 3],
    ['JOD', 3],
    ['IQD', 3],
    ['LYD', 3],
    ['TND', 3],
  ])('%s has %i', (code, digits) => {
    expect(minorUnitDigits(code)).toBe(digits);
  });
});

test('the digits of what is no currency are not guessed', () => {
  expect(() => minorUnitDigits('XXX')).toThrow(RangeError);
});
