import { randomUUID } from 'node:crypto';
import type { Facility } from '../../shared/domain/facility.ts';
import { type LedgerEntry, limitRaised } from '../../shared/domain/ledger.ts';
import type { AccessToken, Customer, Tenant } from '../../shared/domain/tenant.ts';
import { addAccessToken, addCustomer, hashToken } from '../../shared/store/access-store.ts';
import { moveAmounts } from '../../shared/store/facility-moves.ts';
import { type NewFacility, openFacility } from '../../shared/store/facility-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import { appendEvent } from '../../shared/store/ledger-store.ts';
import {
  absent,
  type Change,
  exists,
  type ItemKey,
  type Transaction,
} from '../../shared/store/table.ts';

/** The codes that the facilities of tests know. */
export const known = { payeeCode: 'PAYEE_TEST', vcCode: 'VC_TEST' } as const;

/** A USD facility of 1,000.00 that advances all of an invoice, however old, up to 500.00. */
export function facilityRows(tenant: Tenant, changes: Partial<NewFacility> = {}): Transaction {
  const facility: NewFacility = {
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    currency: 'USD',
    contract: 'SIGNED',
    creditLimitMinor: 100_000n,
    payeeCodes: [known.payeeCode],
    vcCodes: [known.vcCode],
    ...changes,
    terms: { ...terms, ...changes.terms },
  };
  const { productCode, currency, creditLimitMinor } = facility;
  return {
    facility: openFacility(tenant, facility, Date.now()),
    event: appendEvent(tenant, {
      eventId: `${productCode}:opened`,
      type: 'facility.opened',
      subject: productCode,
      at: Date.now(),
      actor: 'test',
      reason: 'a test',
      currency,
      entries: limitRaised(creditLimitMinor),
    }),
  };
}

/** Moves amounts of a facility, with an event that tells of it. */
export function movedRows(tenant: Tenant, entries: readonly LedgerEntry[]): Transaction {
  const facility = { productCode: 'AMAZON_VC_FACTORING_LOAN', epoch: 1n } as const;
  return {
    facility: moveAmounts(tenant, facility as Facility, entries),
    event: appendEvent(tenant, {
      eventId: `moved:${randomUUID()}`,
      type: 'grant.approved',
      subject: facility.productCode,
      at: Date.now(),
      actor: 'test',
      reason: 'a test',
      currency: 'USD',
      entries,
    }),
  };
}

/** A payment of 0.01 that is overdue from an instant on, a moment ago unless said otherwise. */
export function overdueRows(tenant: Tenant, dueAt = Date.now() - 1): Transaction {
  return movedRows(tenant, [
    { account: 'headroom', amountMinor: -1n },
    { account: 'outstanding', amountMinor: 1n, dueAt },
  ]);
}

/** Closes a facility. */
export function closedRow(tenant: Tenant): Transaction {
  const key = itemKeys.facility(tenant, 'AMAZON_VC_FACTORING_LOAN');
  const closed: Change = { change: 'set', path: 'status', value: 'CLOSED' };
  return { facility: { action: 'update', key, changes: [closed], when: [exists] } };
}

/** A row that nothing can read. */
export function brokenRow(key: ItemKey): Transaction {
  return { broken: { action: 'put', key, item: { broken: true }, when: [absent] } };
}

/** The terms of those facilities. */
export const terms: NewFacility['terms'] = {
  advanceRateBasisPoints: 10_000n,
  maxInvoiceAgeDays: 10_000,
  maxDaysToDue: 180,
  reviewThresholdMinor: 50_000n,
  grantTermDays: 90,
  annualPercentageRate: '0.05',
};

/** A customer, active unless said otherwise. */
export function customerRow(
  clientId: string,
  customerId: string,
  status: Customer['status'] = 'ACTIVE',
): Transaction {
  return { customer: addCustomer({ clientId, customerId }, { status }) };
}

/** A token that opens everything for an hour; to the client's own account if no customer. */
export function tokenRow(
  clientId: string,
  token: string,
  changes: Partial<AccessToken> = {},
): Transaction {
  const row: AccessToken = {
    scopes: ['credit', 'fx', 'worldcard'],
    expiresAt: Date.now() + 3_600_000,
    status: 'ACTIVE',
    ...changes,
  };
  return { token: addAccessToken(clientId, hashToken(token), row) };
}
