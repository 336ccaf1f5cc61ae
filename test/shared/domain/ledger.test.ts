import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  grantsExpired,
  headroomGranted,
  headroomReserved,
  isBalanced,
  limitRaised,
  quotaCredited,
} from '../../../shared/domain/ledger.ts';

describe('an event moves an amount from one account to another', () => {
  test.each([
    [
      'a limit',
      limitRaised(80n),
      [
        { account: 'limit', amountMinor: -80n },
        { account: 'headroom', amountMinor: 80n },
      ],
    ],
    [
      'a reservation',
      headroomReserved(80n),
      [
        { account: 'headroom', amountMinor: -80n },
        { account: 'reserved', amountMinor: 80n },
      ],
    ],
    [
      'an approval',
      headroomGranted(80n, 17),
      [
        { account: 'headroom', amountMinor: -80n },
        { account: 'granted', amountMinor: 80n, dueAt: 17 },
      ],
    ],
    [
      'an expiry',
      grantsExpired(80n, 17),
      [
        { account: 'granted', amountMinor: -80n, dueAt: 17 },
        { account: 'headroom', amountMinor: 80n },
      ],
    ],
    [
      'a credit',
      quotaCredited(80n),
      [
        { account: 'trade', amountMinor: -80n },
        { account: 'available', amountMinor: 80n },
      ],
    ],
  ])('%s', (_what, entries, expected) => {
    expect(entries).toEqual(expected);
  });
});

test('every event is balanced, whatever the amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 16n - 1n }), fc.nat(), (minor, at) => {
      const events = [
        limitRaised(minor),
        headroomReserved(minor),
        headroomGranted(minor, at),
        grantsExpired(minor, at),
        quotaCredited(minor),
      ];
      expect(events.every(isBalanced)).toBe(true);
    }),
  );
});

test.each([
  ['one side', [{ account: 'headroom', amountMinor: 1n }]],
  ['one too many', [...limitRaised(80n), { account: 'headroom', amountMinor: 1n }]],
] as const)('%s is not balanced', (_what, entries) => {
  expect(isBalanced(entries)).toBe(false);
});
