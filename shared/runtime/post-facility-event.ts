import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { limitRaised } from '../domain/ledger.ts';
import { customerRef, ensureCustomer } from '../store/access-store.ts';
import { openBooks } from '../store/books-store.ts';
import { moveAmounts } from '../store/facility-moves.ts';
import { facilityRef, openFacility } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import type { Posting, PostingContext } from './posting.ts';

/** Opens a facility, and with it its customer where it is a new one. */
export async function postFacilityOpened(
  { data }: BackOfficeEventOf<'facility.opened'>,
  { table, bounds, tenant, nowMs }: PostingContext,
): Promise<Posting> {
  const { facility, customer } = await readRows(
    table,
    { facility: facilityRef(tenant, data.productCode), customer: customerRef(tenant) },
    bounds,
  );
  if (facility !== undefined) return { refused: 'the facility is open already' };
  const opened = openFacility(tenant, { ...data, contract: 'NOT_SIGN' }, nowMs);
  return {
    parts: { facility: opened, books: openBooks(tenant), ...ensureCustomer(tenant, customer) },
    subject: data.productCode,
    currency: data.currency,
    entries: limitRaised(data.creditLimitMinor),
  };
}

/** Gives a facility another limit. A lower one may leave no headroom, or less than none. */
export async function postLimitChanged(
  { data }: BackOfficeEventOf<'facility.limit-changed'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const refs = { facility: facilityRef(tenant, data.productCode) };
  const { facility } = await readRows(table, refs, bounds);
  if (facility === undefined) return { refused: 'there is no such facility' };
  const entries = limitRaised(data.creditLimitMinor - facility.creditLimitMinor);
  return {
    parts: { facility: moveAmounts(tenant, facility, entries) },
    subject: data.productCode,
    currency: facility.currency,
    entries,
  };
}
