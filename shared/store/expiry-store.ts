import type { CreditGrant } from '../domain/credit-grant.ts';
import type { Application } from '../domain/decision.ts';
import { expiriesToRelease, type Facility } from '../domain/facility.ts';
import { grantsExpired, type LedgerEvent } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { claimReleases } from './decision-store.ts';
import { moveAmounts } from './facility-moves.ts';
import { itemKeys } from './item-key.ts';
import { appendEvent } from './ledger-store.ts';
import { type CallBounds, equals, type Table, type Transaction } from './table.ts';

/** Expiry instants that are released in one transaction, each with its event; 100 parts at most. */
export const maxReleases = 50;

/**
 * Takes what has expired out of a facility's counters, the earliest first: each expiry instant
 * once, whoever does it and however often, since its event can exist only once.
 *
 * @returns whether there was anything to take, so that the facility must be read again
 */
export async function releaseExpired(
  table: Table,
  tenant: Tenant,
  facility: Facility,
  nowMs: number,
  bounds: CallBounds,
): Promise<boolean> {
  const expiries = expiriesToRelease(facility, nowMs);
  for (let at = 0; at < expiries.length; at += maxReleases) {
    const batch = expiries.slice(at, at + maxReleases);
    const events = batch.map((expiresAt) => expiryEvent(facility, expiresAt, nowMs));
    const entries = events.flatMap((event) => event.entries);
    const appended = events.map((event) => [event.eventId, appendEvent(tenant, event)]);
    const moved = moveAmounts(tenant, facility, entries);
    await table.write({ facility: moved, ...Object.fromEntries(appended) }, bounds);
  }
  return expiries.length > 0;
}

function expiryEvent(facility: Facility, expiresAt: number, at: number): LedgerEvent {
  const { productCode, currency, unusedByExpiry } = facility;
  return {
    eventId: `${productCode}:expired:${expiresAt}`,
    type: 'grants.expired',
    subject: productCode,
    at,
    actor: 'system',
    reason: 'unused when its due date ended',
    currency,
    entries: grantsExpired(unusedByExpiry.get(expiresAt) ?? 0n, expiresAt),
  };
}

/**
 * Notes that a grant has expired, once. Its invoices are free again unless something drawn on it
 * is still outstanding; then its last repayment frees them.
 */
export function expireGrant(
  tenant: Tenant,
  grant: CreditGrant,
  application: Application,
): Transaction {
  const { creditGrantNo, state } = grant;
  const outstandingMinor = state.status === 'SUCCESS' ? state.outstandingMinor : 0n;
  return {
    grant: {
      action: 'update',
      key: itemKeys.creditGrant(tenant, creditGrantNo),
      changes: [
        { change: 'set', path: 'expired', value: true },
        { change: 'remove', path: 'expiryShard' },
      ],
      when: [
        equals('status', 'SUCCESS'),
        equals('expired', false),
        equals('outstandingMinor', outstandingMinor),
      ],
    },
    ...(outstandingMinor === 0n ? claimReleases(tenant, application, creditGrantNo) : {}),
  };
}
