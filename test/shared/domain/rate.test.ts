import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ClocksDisagree, lastingUs, rateStep, thereAtMs } from '../../../shared/domain/rate.ts';

const terms = { clientId: 'C', ratePerSecond: 50, burst: 100 };
const nowUs = 1_795_228_200_000_000;
/** The instant up to which all is handed out when nothing is left. */
const emptyUs = nowUs + 2_000_000;

describe('an allowance that is whole begins anew', () => {
  test.each<[string, number | undefined]>([
    ['when nothing was ever taken', undefined],
    ['when all came back', nowUs - 1],
  ])('%s', (_when, heldUs) => {
    expect(rateStep(heldUs, 20, terms, nowUs)).toEqual({
      step: 'restart',
      count: 20,
      untilUs: nowUs + 400_000,
    });
  });

  test.each([
    [99, 99],
    [100, 100],
    [101, 100],
  ])('and gives of %i asked for %i', (wanted, count) => {
    expect(rateStep(undefined, wanted, terms, nowUs)).toMatchObject({ count });
  });
});

describe('of an allowance in use there is what is left of the burst', () => {
  test.each([
    ['all but one', nowUs + 19_999, 100, 99],
    ['all but one, exactly', nowUs + 20_000, 100, 99],
    ['twenty', emptyUs - 400_000, 100, 20],
    ['no more than asked for', emptyUs - 400_000, 7, 7],
    ['one, exactly', emptyUs - 20_000, 20, 1],
  ])('%s', (_what, heldUs, wanted, count) => {
    const byUs = count * 20_000;
    const latestUs = emptyUs - byUs;
    expect(rateStep(heldUs, wanted, terms, nowUs)).toEqual({
      step: 'extend',
      count,
      byUs,
      latestUs,
    });
    expect(heldUs).toBeLessThanOrEqual(latestUs);
  });

  test.each([emptyUs - 19_999, emptyUs, emptyUs + 5_000_000])('none at %i', (heldUs) => {
    expect(rateStep(heldUs, 1, terms, nowUs)).toEqual({ step: 'empty' });
  });
});

test('no clock that is right puts an allowance further ahead than its burst lasts', () => {
  expect(() => rateStep(emptyUs + 5_000_001, 1, terms, nowUs)).toThrow(ClocksDisagree);
});

test.each([
  [1, emptyUs, 20],
  [10, emptyUs, 200],
  [10, emptyUs - 100_000, 100],
  [10, emptyUs - 400_000, -200],
])('%i are there again, of what is handed out until %i, after %i ms', (count, heldUs, afterMs) => {
  expect(thereAtMs(heldUs, count, terms) - nowUs / 1_000).toBe(afterMs);
});

test('a rate that does not divide a second is rounded in our favour', () => {
  expect(lastingUs(1, { ...terms, ratePerSecond: 3 })).toBe(333_334);
  expect(lastingUs(3, { ...terms, ratePerSecond: 3 })).toBe(1_000_000);
  expect(lastingUs(1, { ...terms, ratePerSecond: 0.5 })).toBe(2_000_000);
});

test('never more than burst plus rate times span is taken, however it is asked for', () => {
  const asks = fc.array(
    fc.record({
      gapMs: fc.integer({ min: 0, max: 3_000 }),
      wanted: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 200 },
  );
  const rates = fc.double({ min: 0.1, max: 40, noNaN: true });
  fc.assert(
    fc.property(asks, rates, fc.integer({ min: 1, max: 20 }), (asked, ratePerSecond, burst) => {
      const own = { clientId: 'C', ratePerSecond, burst };
      let heldUs: number | undefined;
      let [atUs, taken] = [nowUs, 0];
      for (const { gapMs, wanted } of asked) {
        atUs += gapMs * 1_000;
        const step = rateStep(heldUs, wanted, own, atUs);
        if (step.step === 'empty') continue;
        heldUs = step.step === 'restart' ? step.untilUs : (heldUs ?? 0) + step.byUs;
        taken += step.count;
      }
      const seconds = (atUs - nowUs) / 1_000_000;
      expect(taken).toBeLessThanOrEqual(burst + ratePerSecond * seconds + 1e-6);
    }),
  );
});
