import { describe, expect, test } from 'vitest';
import { isCurrency } from '../../../shared/domain/currency.ts';

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
