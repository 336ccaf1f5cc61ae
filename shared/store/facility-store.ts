import * as z from 'zod/mini';
import { type Facility, productCodes } from '../domain/facility.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedDueSums, storedMinor, storedNumber } from './row.ts';
import { type Action, absent, atLeast, type Change, type Condition, equals } from './table.ts';

const facilityRow = z.object({
  productCode: z.enum(productCodes),
  currency: z.string(),
  status: z.enum(['ACTIVE', 'CLOSED']),
  contract: z.enum(['SIGNED', 'NOT_SIGN']),
  creditLimitMinor: storedMinor,
  grantedMinor: storedMinor,
  reservedMinor: storedMinor,
  outstandingMinor: storedMinor,
  headroomMinor: storedMinor,
  unusedByExpiry: storedDueSums,
  unpaidByDue: storedDueSums,
  payeeCodes: z.array(z.string()),
  vcCodes: z.array(z.string()),
  terms: z.object({
    advanceRateBasisPoints: storedMinor,
    maxInvoiceAgeDays: storedNumber,
    maxDaysToDue: storedNumber,
    reviewThresholdMinor: storedMinor,
    grantTermDays: storedNumber,
    annualPercentageRate: z.string(),
  }),
  epoch: storedMinor,
});

/** Where a tenant's facility for a product is kept. */
export function facilityRef(tenant: Tenant, productCode: string): Ref<Facility> {
  return refTo(itemKeys.facility(tenant, productCode), facilityRow);
}

/** What a facility is opened with; its counters start with the limit as headroom. */
export type NewFacility = Pick<
  Facility,
  'productCode' | 'currency' | 'contract' | 'creditLimitMinor' | 'payeeCodes' | 'vcCodes' | 'terms'
>;

/** Opens a facility. */
export function openFacility(tenant: Tenant, facility: NewFacility): Action {
  return {
    action: 'put',
    key: itemKeys.facility(tenant, facility.productCode),
    item: {
      ...facility,
      terms: { ...facility.terms },
      status: 'ACTIVE',
      grantedMinor: 0n,
      reservedMinor: 0n,
      outstandingMinor: 0n,
      headroomMinor: facility.creditLimitMinor,
      unusedByExpiry: {},
      unpaidByDue: {},
      epoch: 1n,
    },
    when: [absent],
  };
}

const isActive = equals('status', 'ACTIVE');

/**
 * Moves amounts between the accounts of an active facility, exactly as a ledger event tells. What
 * an entry takes must be there: no account falls below zero, the headroom included.
 */
export function moveAmounts(
  tenant: Tenant,
  facility: Pick<Facility, 'productCode' | 'epoch'>,
  entries: readonly LedgerEntry[],
): Action {
  return {
    action: 'update',
    key: itemKeys.facility(tenant, facility.productCode),
    changes: entries.flatMap(changesOf),
    when: [isActive, equals('epoch', facility.epoch), ...entries.flatMap(conditionsOf)],
  };
}

const counters = {
  headroom: 'headroomMinor',
  reserved: 'reservedMinor',
  granted: 'grantedMinor',
  outstanding: 'outstandingMinor',
} as const;
const dueSums = { granted: 'unusedByExpiry', outstanding: 'unpaidByDue' } as const;

function changesOf(entry: LedgerEntry): Change[] {
  const value = entry.amountMinor;
  switch (entry.account) {
    case 'headroom':
    case 'reserved':
      return [{ change: 'add', path: counters[entry.account], value }];
    case 'granted':
    case 'outstanding':
      return [
        { change: 'add', path: counters[entry.account], value },
        { change: 'add', path: [dueSums[entry.account], `${entry.dueAt}`], value },
      ];
    case 'limit':
    case 'available':
    case 'trade':
      return [];
  }
}

function conditionsOf(entry: LedgerEntry): Condition[] {
  if (entry.amountMinor >= 0n) return [];
  const taken = -entry.amountMinor;
  switch (entry.account) {
    case 'headroom':
    case 'reserved':
      return [atLeast(counters[entry.account], taken)];
    case 'granted':
    case 'outstanding':
      return [
        atLeast(counters[entry.account], taken),
        atLeast([dueSums[entry.account], `${entry.dueAt}`], taken),
      ];
    case 'limit':
    case 'available':
    case 'trade':
      return [];
  }
}

/** Takes whole expiry instants out of a facility: their unused amounts, exactly as they were read. */
export function releaseExpiries(
  tenant: Tenant,
  facility: Facility,
  expiries: readonly number[],
): Action {
  const unused = expiries.map((at) => facility.unusedByExpiry.get(at) ?? 0n);
  const totalMinor = unused.reduce((total, minor) => total + minor, 0n);
  const pathOf = (at: number) => [dueSums.granted, `${at}`] as const;
  return {
    action: 'update',
    key: itemKeys.facility(tenant, facility.productCode),
    changes: [
      { change: 'add', path: counters.granted, value: -totalMinor },
      { change: 'add', path: counters.headroom, value: totalMinor },
      ...expiries.map((at): Change => ({ change: 'remove', path: pathOf(at) })),
    ],
    when: [
      equals('epoch', facility.epoch),
      ...expiries.map((at, index) => equals(pathOf(at), unused[index] ?? 0n)),
    ],
  };
}
