import { describe, expect, test } from 'vitest';
import {
  grantsExpired,
  headroomGranted,
  headroomReserved,
  type LedgerEntry,
  limitRaised,
  loanDrawn,
  loanRepaid,
  quotaCredited,
  reservationGranted,
} from '../../../shared/domain/ledger.ts';
import { moveAmounts } from '../../../shared/store/facility-moves.ts';
import { own } from '../../stage-rows.ts';
import { facility, now } from '../domain/decision-parts.ts';

const key = { pk: 'CLIENT#PARTNER_1#CUSTOMER#', sk: 'FACILITY#AMAZON_VC_FACTORING_LOAN' };
const epoch = { test: 'equals', path: 'epoch', value: 1n };
const add = (path: unknown, value: bigint) => ({ change: 'add', path, value });
const remove = (path: unknown) => ({ change: 'remove', path });
const atLeast = (path: unknown, value: bigint) => ({ test: 'atLeast', path, value });
const equals = (path: unknown, value: bigint) => ({ test: 'equals', path, value });

describe('amounts are moved as the ledger tells, if what is taken is there', () => {
  test.each<[string, readonly LedgerEntry[], object[], object[]]>([
    [
      'reserved',
      headroomReserved(80n),
      [add('headroomMinor', -80n), add('reservedMinor', 80n)],
      [atLeast('headroomMinor', 80n)],
    ],
    [
      'granted at once',
      headroomGranted(80n, 17),
      [add('headroomMinor', -80n), add('grantedMinor', 80n), add(['unusedByExpiry', '17'], 80n)],
      [atLeast('headroomMinor', 80n)],
    ],
    [
      'granted after a wait',
      reservationGranted(80n, 17),
      [add('reservedMinor', -80n), add('grantedMinor', 80n), add(['unusedByExpiry', '17'], 80n)],
      [atLeast('reservedMinor', 80n)],
    ],
    [
      'drawn in part',
      loanDrawn(80n, now, now + 9),
      [
        add('grantedMinor', -80n),
        add('outstandingMinor', 80n),
        add(['unusedByExpiry', `${now}`], -80n),
        add(['unpaidByDue', `${now + 9}`], 80n),
      ],
      [
        atLeast('grantedMinor', 80n),
        equals(['unusedByExpiry', `${now}`], 100n),
        atLeast(['unusedByExpiry', `${now}`], 80n),
      ],
    ],
    [
      'repaid whole, so that the due date goes',
      loanRepaid(30n, now + 5),
      [
        add('outstandingMinor', -30n),
        add('headroomMinor', 30n),
        remove(['unpaidByDue', `${now + 5}`]),
      ],
      [atLeast('outstandingMinor', 30n), equals(['unpaidByDue', `${now + 5}`], 30n)],
    ],
    [
      'a lower limit, for which the headroom may fall below zero',
      limitRaised(-2_000n),
      [add('creditLimitMinor', -2_000n), add('headroomMinor', -2_000n)],
      [equals('creditLimitMinor', 1_000n)],
    ],
  ])('%s', (_what, entries, changes, conditions) => {
    const unusedByExpiry = new Map([[now, 100n]]);
    const unpaidByDue = new Map([[now + 5, 30n]]);
    expect(moveAmounts(own, facility({ unusedByExpiry, unpaidByDue }), entries)).toEqual({
      action: 'update',
      key,
      changes,
      when: [epoch, ...conditions],
    });
  });

  test('by one change of each counter, however many events there are', () => {
    const unusedByExpiry = new Map([
      [now, 5n],
      [now + 1, 7n],
    ]);
    const entries = [...grantsExpired(5n, now), ...grantsExpired(7n, now + 1)];
    expect(moveAmounts(own, facility({ unusedByExpiry }), entries)).toMatchObject({
      changes: [
        add('grantedMinor', -12n),
        add('headroomMinor', 12n),
        remove(['unusedByExpiry', `${now}`]),
        remove(['unusedByExpiry', `${now + 1}`]),
      ],
      when: [
        epoch,
        atLeast('grantedMinor', 12n),
        equals(['unusedByExpiry', `${now}`], 5n),
        equals(['unusedByExpiry', `${now + 1}`], 7n),
      ],
    });
  });

  test('and never those of a quota', () => {
    expect(() => moveAmounts(own, facility(), quotaCredited(1n))).toThrow(
      'an FX entry does not belong to a facility',
    );
  });
});
