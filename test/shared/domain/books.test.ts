import { describe, expect, test } from 'vitest';
import {
  facilityDifferences,
  GrantFold,
  LedgerFold,
  orphanDifferences,
  quotaDifferences,
} from '../../../shared/domain/books.ts';
import type { CreditGrant } from '../../../shared/domain/credit-grant.ts';
import type { Facility } from '../../../shared/domain/facility.ts';
import {
  grantsExpired,
  headroomGranted,
  headroomReserved,
  type LedgerEntry,
  limitRaised,
  loanDrawn,
  loanRepaid,
  quotaCredited,
  quotaDebited,
  reservationReleased,
} from '../../../shared/domain/ledger.ts';

const subject = 'AMAZON_VC_FACTORING_LOAN';
const facility = {
  productCode: subject,
  creditLimitMinor: 1_000n,
  headroomMinor: 500n,
  reservedMinor: 100n,
  grantedMinor: 250n,
  outstandingMinor: 150n,
  unusedByExpiry: new Map([[7, 250n]]),
  unpaidByDue: new Map([[9, 150n]]),
} as unknown as Facility;

/** A limit of 1,000, of which 100 are reserved, 250 granted and 150 outstanding. */
const story: readonly LedgerEntry[][] = [
  limitRaised(1_000n),
  headroomReserved(100n),
  headroomReserved(60n),
  reservationReleased(60n),
  headroomGranted(450n, 7),
  headroomGranted(30n, 5),
  grantsExpired(30n, 5),
  loanDrawn(200n, 7, 9),
  loanRepaid(50n, 9),
];

function ledgerOf(events: readonly LedgerEntry[][], name = subject) {
  const fold = new LedgerFold();
  for (const entries of events) fold.add({ subject: name, entries });
  return fold;
}

describe('a facility and its ledger', () => {
  test('agree', () => {
    expect(facilityDifferences(facility, ledgerOf(story).balancesOf(subject))).toEqual([]);
  });

  test.each([
    ['creditLimitMinor', 'limit', 1_000n],
    ['headroomMinor', 'headroom', 500n],
    ['reservedMinor', 'reserved', 100n],
    ['grantedMinor', 'granted', 250n],
    ['outstandingMinor', 'outstanding', 150n],
  ] as const)('a %s that is off by one shows', (counter, name, recountedMinor) => {
    const off = { ...facility, [counter]: recountedMinor + 1n };
    expect(facilityDifferences(off, ledgerOf(story).balancesOf(subject))).toEqual([
      {
        what: `facility ${subject} ${name}, replayed from its ledger`,
        storedMinor: recountedMinor + 1n,
        recountedMinor,
      },
    ]);
  });

  test('a due amount that is off, that is missing, or that nobody tells of shows', () => {
    const off = {
      ...facility,
      unusedByExpiry: new Map([[7, 249n]]),
      unpaidByDue: new Map([[8, 1n]]),
    };
    const lines = facilityDifferences(off, ledgerOf(story).balancesOf(subject));
    expect(lines.map(({ storedMinor, recountedMinor }) => [storedMinor, recountedMinor])).toEqual([
      [249n, 250n],
      [0n, 150n],
      [1n, 0n],
    ]);
    for (const { what } of lines) expect(what).toMatch(/replayed from its ledger$/);
  });

  test('without any event everything differs', () => {
    const lines = facilityDifferences(facility, ledgerOf([]).balancesOf(subject));
    expect(lines.map(({ recountedMinor }) => recountedMinor)).toEqual(lines.map(() => 0n));
    expect(lines).toHaveLength(7);
  });
});

describe('a facility and its rows', () => {
  const accepted = { amountMinor: 100n, state: { status: 'ACCEPTED' } };
  const won = { status: 'SUCCESS', expiresAt: 7, unusedMinor: 250n, outstandingMinor: 150n };
  const live = { creditGrantNo: 'CG1', amountMinor: 450n, state: won };
  const released = {
    creditGrantNo: 'CG2',
    amountMinor: 30n,
    state: { ...won, expiresAt: 5, unusedMinor: 30n, outstandingMinor: 0n },
  };
  const failed = { amountMinor: 60n, state: { status: 'FAILED' } };
  const grants = [accepted, live, released, failed] as unknown as CreditGrant[];

  function foldOf(counted: readonly CreditGrant[], outstandingMinor: bigint) {
    const fold = new GrantFold(facility);
    for (const grant of counted) fold.addGrant(grant);
    fold.addDrawdown({ creditGrantNo: 'CG1', outstandingMinor } as never);
    return fold;
  }

  test('agree, whatever has failed or has been released', () => {
    expect(foldOf(grants, 150n).differences()).toEqual([]);
  });

  test('a grant and a drawdown that are lost show', () => {
    const what = (name: string) => `facility ${subject} ${name}, recounted from its rows`;
    expect(foldOf([], 149n).differences()).toEqual([
      { what: what('granted'), storedMinor: 250n, recountedMinor: 0n },
      { what: what('reserved'), storedMinor: 100n, recountedMinor: 0n },
      { what: what('outstanding'), storedMinor: 150n, recountedMinor: 149n },
      {
        what: 'grant CG1 outstanding, recounted from its drawdowns',
        storedMinor: 0n,
        recountedMinor: 149n,
      },
    ]);
  });
});

describe('an FX quota', () => {
  const events = [quotaCredited(500n), quotaDebited(200n)];

  test('agrees with its ledger, or shows by how much not', () => {
    const ledger = ledgerOf(events, 'USER_ID#U1#USD#').balancesOf('USER_ID#U1#USD#');
    expect(quotaDifferences('USER_ID#U1#USD#', 300n, ledger)).toEqual([]);
    expect(quotaDifferences('USER_ID#U1#USD#', 301n, ledger)).toEqual([
      {
        what: 'FX quota USER_ID#U1#USD# available, replayed from its ledger',
        storedMinor: 301n,
        recountedMinor: 300n,
      },
    ]);
  });

  test('with no row at all shows by what it should have', () => {
    const ledger = ledgerOf(events, 'Q').balancesOf('Q');
    expect(orphanDifferences('Q', ledger)).toEqual([
      { what: 'Q available, which has no row', storedMinor: 0n, recountedMinor: 300n },
    ]);
    const empty = ledgerOf([quotaCredited(5n), quotaDebited(5n)], 'Q').balancesOf('Q');
    expect(orphanDifferences('Q', empty)).toEqual([]);
  });
});

test('a ledger knows of what an amount was ever moved', () => {
  const fold = ledgerOf([limitRaised(1n)], 'A');
  fold.add({ subject: 'token ab', entries: [] });
  fold.add({ subject: 'B', entries: quotaCredited(1n) });
  expect(fold.subjects()).toEqual(['A', 'B']);
  expect(fold.balancesOf('C')).toEqual(new Map());
});
