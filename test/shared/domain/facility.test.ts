import { describe, expect, test } from 'vitest';
import { expiriesToRelease, type Facility, loanQuotaAt } from '../../../shared/domain/facility.ts';
import { facility, now } from './decision-parts.ts';

/** 1,000 of which 300 are granted in two parts, 100 reserved, 200 outstanding in two parts. */
function inUse(changes: Partial<Facility> = {}): Facility {
  return facility({
    grantedMinor: 300n,
    reservedMinor: 100n,
    outstandingMinor: 200n,
    headroomMinor: 400n,
    unusedByExpiry: new Map([
      [now + 20, 50n],
      [now + 10, 250n],
    ]),
    unpaidByDue: new Map([
      [now + 10, 1n],
      [now + 20, 199n],
    ]),
    ...changes,
  });
}

describe('a facility at an instant', () => {
  test.each([
    [9, { grantedMinor: 300n, headroomMinor: 400n, availableMinor: 300n, overdue: false }],
    [10, { grantedMinor: 50n, headroomMinor: 650n, availableMinor: 0n, overdue: true }],
    [11, { grantedMinor: 50n, headroomMinor: 650n, availableMinor: 0n, overdue: true }],
    [19, { grantedMinor: 50n, headroomMinor: 650n, availableMinor: 0n, overdue: true }],
    [20, { grantedMinor: 0n, headroomMinor: 700n, availableMinor: 0n, overdue: true }],
  ])('%i ms from now', (ms, expected) => {
    expect(loanQuotaAt(inUse(), now + ms)).toEqual({
      reservedMinor: 100n,
      outstandingMinor: 200n,
      ...expected,
    });
  });

  test('without anything due is not overdue, ever', () => {
    const paid = { outstandingMinor: 0n, headroomMinor: 600n, unpaidByDue: new Map() };
    expect(loanQuotaAt(inUse(paid), now + 1e12)).toMatchObject({
      overdue: false,
      availableMinor: 0n,
      headroomMinor: 900n,
    });
  });

  test('whose limit was lowered may lack headroom', () => {
    const lowered = { creditLimitMinor: 500n, headroomMinor: -100n };
    expect(loanQuotaAt(inUse(lowered), now)).toMatchObject({ headroomMinor: -100n });
  });
});

describe('counters that contradict each other are a fault', () => {
  test.each<[string, Partial<Facility>]>([
    ['headroom one too low', { headroomMinor: 399n }],
    ['headroom one too high', { headroomMinor: 401n }],
    ['another limit', { creditLimitMinor: 1_001n }],
    ['granted without its expiry', { unusedByExpiry: new Map([[now, 299n]]) }],
    ['an expiry without its granted', { unusedByExpiry: new Map([[now, 301n]]) }],
    ['outstanding without its due date', { unpaidByDue: new Map() }],
    ['reserved below zero', { reservedMinor: -1n, headroomMinor: 501n }],
    [
      'granted below zero',
      { grantedMinor: -1n, headroomMinor: 701n, unusedByExpiry: new Map([[now, -1n]]) },
    ],
    [
      'a part below zero',
      {
        unusedByExpiry: new Map([
          [now, -1n],
          [now + 1, 301n],
        ]),
      },
    ],
    [
      'a due part below zero',
      {
        unpaidByDue: new Map([
          [now, -1n],
          [now + 1, 201n],
        ]),
      },
    ],
  ])('%s', (_what, changes) => {
    expect(() => loanQuotaAt(inUse(changes), now)).toThrow('contradict each other');
  });
});

test.each([
  [9, []],
  [10, [now + 10]],
  [19, [now + 10]],
  [20, [now + 10, now + 20]],
])('%i ms from now these expiries are to be released, earliest first', (ms, expected) => {
  expect(expiriesToRelease(inUse(), now + ms)).toEqual(expected);
});
