import { expect, test, vi } from 'vitest';
import { toldTimes } from './told-times.ts';

const found = (verdict: 'same' | 'undecided') =>
  ({ name: 'an arm', ratio: 1, low: 0.9, high: 1.1, batches: 16, verdict }) as const;

test('in full half of all comparisons must have been found the same', () => {
  const told = toldTimes();
  told.outside('enough', [found('same'), found('undecided')]);
  expect(told.tooFew()).toEqual([]);
  told.outside('too few', [found('undecided')]);
  expect(told.tooFew()).toEqual(['1 of 3 were found the same']);
});

test('in a part of it nothing may be left so undecided that it is a quarter off', async () => {
  vi.stubEnv('QUOTALINE_SCALE', '0.1');
  vi.resetModules();
  const part = await import('./told-times.ts');
  const told = part.toldTimes();
  told.outside('undecided', [found('undecided'), { ...found('undecided'), high: 1.25 }]);
  expect(told.tooFew()).toEqual([]);
  told.outside('anything', [{ ...found('undecided'), high: 1.26 }]);
  told.outside('anything', [{ ...found('undecided'), low: 0.74 }]);
  expect(told.tooFew()).toEqual([
    'undecided: an arm 1.000 (0.900 to 1.260, 16 batches, undecided)',
    'undecided: an arm 1.000 (0.740 to 1.100, 16 batches, undecided)',
  ]);
  const now = () => 0;
  expect(told.options({ maxBatches: 1 })).toMatchObject({ band: 0.05, byRounds: true });
  expect(told.options({ maxBatches: 1, now })).toMatchObject({ band: 0.05, byRounds: false });
  expect(toldTimes().options({ maxBatches: 1 })).toMatchObject({ band: 0.05, byRounds: false });
  vi.unstubAllEnvs();
});
