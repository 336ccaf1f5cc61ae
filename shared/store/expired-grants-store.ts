import { expiriesToRelease, type Facility } from '../domain/facility.ts';
import { grantsExpired, type LedgerEvent } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { releaseExpiries } from './facility-store.ts';
import { appendEvent } from './ledger-store.ts';
import type { Transaction } from './table.ts';

/** Expiry instants that are released in one transaction, each with its event; 100 parts at most. */
export const maxReleases = 50;

/**
 * The transactions that take what has expired out of a facility's counters, the earliest expiry
 * instants first: each once, since its event can exist only once.
 */
export function releasesOf(tenant: Tenant, facility: Facility, nowMs: number): Transaction[] {
  const expiries = expiriesToRelease(facility, nowMs);
  const batches = Array.from({ length: Math.ceil(expiries.length / maxReleases) }, (_, index) =>
    expiries.slice(index * maxReleases, (index + 1) * maxReleases),
  );
  return batches.map((batch) => {
    const events = batch.map((expiresAt) => expiryEvent(facility, expiresAt, nowMs));
    return {
      facility: releaseExpiries(tenant, facility, batch),
      ...Object.fromEntries(events.map((event) => [event.eventId, appendEvent(tenant, event)])),
    };
  });
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
