import { describe, expect, test } from 'vitest';
import {
  grantsExpired,
  headroomGranted,
  headroomReserved,
  type LedgerEntry,
  limitSet,
} from '../../../shared/domain/ledger.ts';
import {
  moveAmounts,
  openFacility,
  releaseExpiries,
} from '../../../shared/store/facility-store.ts';
import { newFacility, own } from '../../stage-rows.ts';
import { facility, now } from '../domain/decision-parts.ts';

const key = { pk: 'CLIENT#PARTNER_1#CUSTOMER#', sk: 'FACILITY#AMAZON_VC_FACTORING_LOAN' };
const active = [
  { test: 'equals', path: 'status', value: 'ACTIVE' },
  { test: 'equals', path: 'epoch', value: 1n },
];

test('a facility is opened once, with its limit as headroom', () => {
  expect(openFacility(own, newFacility({ creditLimitMinor: 77n }))).toMatchObject({
    action: 'put',
    key,
    item: {
      creditLimitMinor: 77n,
      headroomMinor: 77n,
      grantedMinor: 0n,
      reservedMinor: 0n,
      outstandingMinor: 0n,
      unusedByExpiry: {},
      unpaidByDue: {},
      status: 'ACTIVE',
      epoch: 1n,
    },
    when: [{ test: 'absent' }],
  });
});

describe('amounts are moved as the ledger tells, if what is taken is there', () => {
  const add = (path: unknown, value: bigint) => ({ change: 'add', path, value });
  const atLeast = (path: unknown, value: bigint) => ({ test: 'atLeast', path, value });
  test.each<[string, LedgerEntry[], object[], object[]]>([
    [
      'reserved',
      headroomReserved(80n),
      [add('headroomMinor', -80n), add('reservedMinor', 80n)],
      [atLeast('headroomMinor', 80n)],
    ],
    [
      'granted',
      headroomGranted(80n, 17),
      [add('headroomMinor', -80n), add('grantedMinor', 80n), add(['unusedByExpiry', '17'], 80n)],
      [atLeast('headroomMinor', 80n)],
    ],
    [
      'taken from what was granted',
      grantsExpired(80n, 17),
      [add('grantedMinor', -80n), add(['unusedByExpiry', '17'], -80n), add('headroomMinor', 80n)],
      [atLeast('grantedMinor', 80n), atLeast(['unusedByExpiry', '17'], 80n)],
    ],
    [
      'drawn',
      [
        { account: 'granted', amountMinor: -80n, dueAt: 17 },
        { account: 'outstanding', amountMinor: 80n, dueAt: 18 },
      ],
      [
        add('grantedMinor', -80n),
        add(['unusedByExpiry', '17'], -80n),
        add('outstandingMinor', 80n),
        add(['unpaidByDue', '18'], 80n),
      ],
      [atLeast('grantedMinor', 80n), atLeast(['unusedByExpiry', '17'], 80n)],
    ],
    ['not of the facility', limitSet(80n), [add('headroomMinor', 80n)], []],
  ])('%s', (_what, entries, changes, conditions) => {
    expect(moveAmounts(own, facility(), entries)).toEqual({
      action: 'update',
      key,
      changes,
      when: [...active, ...conditions],
    });
  });
});

test('what has expired is released exactly as it was read', () => {
  const unusedByExpiry = new Map([
    [now, 5n],
    [now + 1, 7n],
    [now + 2, 9n],
  ]);
  const paths = [
    ['unusedByExpiry', `${now}`],
    ['unusedByExpiry', `${now + 1}`],
  ];
  expect(releaseExpiries(own, facility({ unusedByExpiry }), [now, now + 1])).toEqual({
    action: 'update',
    key,
    changes: [
      { change: 'add', path: 'grantedMinor', value: -12n },
      { change: 'add', path: 'headroomMinor', value: 12n },
      { change: 'remove', path: paths[0] },
      { change: 'remove', path: paths[1] },
    ],
    when: [
      { test: 'equals', path: 'epoch', value: 1n },
      { test: 'equals', path: paths[0], value: 5n },
      { test: 'equals', path: paths[1], value: 7n },
    ],
  });
});
