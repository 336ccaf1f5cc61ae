import { expect, test } from 'vitest';
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
