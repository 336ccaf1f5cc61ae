import { expect } from 'vitest';
import type { MemoryTable } from './memory-table.ts';

interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly status: string;
  readonly type: string;
  readonly creditGrantNo: string;
  readonly amountMinor: bigint;
  readonly entries: readonly { readonly account: string; readonly amountMinor: bigint }[];
}

interface FacilityRow extends Row {
  readonly creditLimitMinor: bigint;
  readonly grantedMinor: bigint;
  readonly reservedMinor: bigint;
  readonly outstandingMinor: bigint;
  readonly headroomMinor: bigint;
  readonly unusedByExpiry: Readonly<Record<string, bigint>>;
}

/**
 * Counts everything that money rests on anew: what each facility says of itself, what its grants
 * and its ledger say, and that each row has the others that it comes with.
 */
export function recount(memory: MemoryTable): void {
  const rows = memory.items() as unknown as Row[];
  for (const facility of rows.filter(({ sk }) => sk.startsWith('FACILITY#')) as FacilityRow[]) {
    const kind = (name: string): Row[] =>
      rows.filter(({ pk, sk }) => pk === facility.pk && sk.startsWith(`${name}#`));
    recountFacility(facility);
    recountLedger(facility, kind('EVENT'));
    recountGrants(facility, kind('GRANT'), kind('EVENT'));
    recountRows(kind('GRANT'), kind('REF'), kind('INVOICE'));
  }
}

function recountFacility(facility: FacilityRow): void {
  const { creditLimitMinor, grantedMinor, reservedMinor, outstandingMinor } = facility;
  expect(grantedMinor).toBeGreaterThanOrEqual(0n);
  expect(reservedMinor).toBeGreaterThanOrEqual(0n);
  expect(outstandingMinor).toBeGreaterThanOrEqual(0n);
  const takenMinor = grantedMinor + reservedMinor + outstandingMinor;
  expect(facility.headroomMinor).toBe(creditLimitMinor - takenMinor);
  expect(sum(Object.values(facility.unusedByExpiry))).toBe(grantedMinor);
}

/** Every event adds up to zero, and all of them, replayed from nothing, to the counters. */
function recountLedger(facility: FacilityRow, events: readonly Row[]): void {
  for (const { entries } of events) expect(sum(entries.map(amountOf))).toBe(0n);
  const entries = events.flatMap((event) => event.entries);
  const booked = (account: string): bigint =>
    sum(entries.filter((entry) => entry.account === account).map(amountOf));
  expect(booked('limit')).toBe(-facility.creditLimitMinor);
  expect(booked('granted')).toBe(facility.grantedMinor);
  expect(booked('reserved')).toBe(facility.reservedMinor);
  expect(booked('headroom')).toBe(facility.headroomMinor);
}

/** What was granted and not released since is what counts as granted; likewise what is reserved. */
function recountGrants(
  facility: FacilityRow,
  grants: readonly Row[],
  events: readonly Row[],
): void {
  const amountsIn = (status: string): bigint[] =>
    grants.filter((grant) => grant.status === status).map(amountOf);
  const released = events
    .filter(({ type }) => type === 'grants.expired')
    .flatMap(({ entries }) => entries.filter(({ account }) => account === 'headroom'));
  expect(sum(amountsIn('SUCCESS')) - sum(released.map(amountOf))).toBe(facility.grantedMinor);
  expect(sum(amountsIn('ACCEPTED'))).toBe(facility.reservedMinor);
}

/** Each reference has its one grant, each grant its reference, each claim a grant that lives. */
function recountRows(
  grants: readonly Row[],
  references: readonly Row[],
  claims: readonly Row[],
): void {
  const owned = references.filter(({ status }) => status === 'OWNED');
  expect(numbersOf(owned)).toEqual(numbersOf(grants));
  const alive = numbersOf(grants.filter(({ status }) => status !== 'FAILED'));
  for (const number of numbersOf(claims)) expect(alive).toContain(number);
}

function numbersOf(rows: readonly Row[]): string[] {
  return rows.map(({ creditGrantNo }) => creditGrantNo).sort();
}

function amountOf({ amountMinor }: { readonly amountMinor: bigint }): bigint {
  return amountMinor;
}

function sum(minors: readonly bigint[]): bigint {
  return minors.reduce((total, minor) => total + minor, 0n);
}
