import * as z from 'zod/mini';
import { type Facility, productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedDueSums, storedMinor, storedNumber } from './row.ts';
import {
  type Action,
  absent,
  anyOf,
  type Change,
  type Condition,
  equals,
  missing,
} from './table.ts';

const unreconciledSince = z.optional(storedNumber);

const facilityFields = z.object({
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
  overdueNoted: z._default(z.boolean(), false),
  unreconciledSince,
});
const fence = z.object({ fencedSince: z.optional(storedNumber) });

const keptFacilityRow = z.extend(facilityFields, fence.shape);
/** What a fenced one says may be out of date: nothing is to be answered or written on it. */
const facilityRow = z.pipe(
  keptFacilityRow,
  z.transform(({ fencedSince, ...facility }): Facility => {
    if (fencedSince === undefined) return facility;
    throw new StoredDataFault('the facility is fenced: another region writes it');
  }),
);

/** Where a tenant's facility for a product is kept. */
export function facilityRef(tenant: Tenant, productCode: string): Ref<Facility> {
  return refTo(itemKeys.facility(tenant, productCode), facilityRow);
}

/** The same for the record alone, fenced or not: to recount it, or to show it to a person. */
export function keptFacilityRef(
  tenant: Tenant,
  productCode: string,
): Ref<Facility & Pick<FencedOrNot, 'fencedSince'>> {
  return refTo(itemKeys.facility(tenant, productCode), keptFacilityRow);
}

/** What a facility is opened with; its counters start with the limit as headroom. */
export type NewFacility = Pick<
  Facility,
  'productCode' | 'currency' | 'contract' | 'creditLimitMinor' | 'payeeCodes' | 'vcCodes' | 'terms'
>;

/** Opens a facility. */
export function openFacility(tenant: Tenant, facility: NewFacility, openedAt: number): Action {
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
      openedAt,
    },
    when: [absent],
  };
}

/** New credit is only for a facility that is open. */
export const isActive: Condition = equals('status', 'ACTIVE');

/** Notes that a facility is overdue, or that it is no longer: once each. */
export function noteOverdue(tenant: Tenant, facility: Facility, overdue: boolean): Action {
  return {
    action: 'update',
    key: itemKeys.facility(tenant, facility.productCode),
    changes: [{ change: 'set', path: 'overdueNoted', value: overdue }],
    when: overdue
      ? [anyOf([equals('overdueNoted', false)], [missing('overdueNoted')])]
      : [equals('overdueNoted', true)],
  };
}

/** Notes that the credit contract of a facility is signed. */
export function signFacility(tenant: Tenant, facility: Facility): Action {
  return {
    action: 'update',
    key: itemKeys.facility(tenant, facility.productCode),
    changes: [{ change: 'set', path: 'contract', value: 'SIGNED' }],
    when: [equals('epoch', facility.epoch)],
  };
}

/** A facility as a fail-over finds it, fenced or not. */
export interface FencedOrNot {
  readonly epoch: bigint;
  readonly fencedSince?: number | undefined;
  readonly unreconciledSince?: number | undefined;
}

/** Where that is found. */
export function fenceRef(tenant: Tenant, productCode: string): Ref<FencedOrNot> {
  const row = z.object({ ...fence.shape, epoch: storedMinor, unreconciledSince });
  return refTo(itemKeys.facility(tenant, productCode), row);
}

/**
 * Moves a facility from one step of a fail-over to the next. The epoch rises with each, so that no
 * execution that read it before can write any more.
 */
export function nextEpoch(
  tenant: Tenant,
  productCode: string,
  { epoch }: FencedOrNot,
  changes: readonly Change[],
): Action {
  return {
    action: 'update',
    key: itemKeys.facility(tenant, productCode),
    changes: [{ change: 'add', path: 'epoch', value: 1n }, ...changes],
    when: [equals('epoch', epoch)],
  };
}
