import type { CreditGrant } from '../domain/credit-grant.ts';
import type { Application } from '../domain/decision.ts';
import { expiriesToRelease, type Facility } from '../domain/facility.ts';
import { grantsExpired, type LedgerEvent } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { moveAmounts } from './facility-moves.ts';
import { shardOf } from './index-keys.ts';
import { claimReleases } from './invoice-claim-store.ts';
import { itemKeys } from './item-key.ts';
import { appendEvent } from './ledger-store.ts';
import {
  type Action,
  type CallBounds,
  type Change,
  equals,
  type Table,
  type Transaction,
} from './table.ts';

/** Expiry instants that are released in one transaction, each with its event; 100 parts at most. */
export const maxReleases = 50;

/**
 * Takes what has expired out of a facility's counters, the earliest first: each expiry instant
 * once, whoever does it and however often, since its event can exist only once.
 *
 * @returns whether anything was taken, so that the facility must be read again; not so when others
 *   have moved what was to be taken, who must then not be waited for in vain
 */
export async function releaseExpired(
  table: Table,
  tenant: Tenant,
  facility: Facility,
  nowMs: number,
  bounds: CallBounds,
): Promise<boolean> {
  const expiries = expiriesToRelease(facility, nowMs);
  let released = false;
  for (let at = 0; at < expiries.length; at += maxReleases) {
    const batch = expiries.slice(at, at + maxReleases);
    const events = batch.map((expiresAt) => expiryEvent(facility, expiresAt, nowMs));
    const entries = events.flatMap((event) => event.entries);
    // Nothing is released of what was used up, and nothing is told: it only leaves the map.
    const told = events.filter(({ entries: [of] }) => of?.amountMinor !== 0n);
    const appended = told.map((event) => [event.eventId, appendEvent(tenant, event)]);
    const moved = moveAmounts(tenant, facility, entries);
    const parts = { facility: moved, ...Object.fromEntries(appended) };
    if ((await table.write(parts, bounds)).committed) released = true;
  }
  return released;
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
  return {
    ...endGrant(tenant, grant, application),
    grant: endedGrant(tenant, grant, [outOfIndex]),
  };
}

/**
 * The same, but for whoever cannot tell of it: the grant stays in the index of those that expire,
 * where the next check finds it to tell of.
 */
export function endGrant(
  tenant: Tenant,
  grant: CreditGrant,
  application: Application,
): Transaction {
  const { creditGrantNo } = grant;
  const free = outstandingOf(grant) === 0n;
  return {
    grant: endedGrant(tenant, grant, []),
    ...(free ? claimReleases(tenant, application, creditGrantNo) : {}),
  };
}

/** Notes that it was told of a grant which somebody else had ended. */
export function toldOfEnded(tenant: Tenant, { creditGrantNo }: CreditGrant): Action {
  return {
    action: 'update',
    key: itemKeys.creditGrant(tenant, creditGrantNo),
    changes: [outOfIndex],
    when: [equals('expired', true), equals('expiryShard', shardOf(tenant))],
  };
}

const outOfIndex: Change = { change: 'remove', path: 'expiryShard' };

function endedGrant(tenant: Tenant, grant: CreditGrant, more: readonly Change[]): Action {
  return {
    action: 'update',
    key: itemKeys.creditGrant(tenant, grant.creditGrantNo),
    changes: [{ change: 'set', path: 'expired', value: true }, ...more],
    when: [
      equals('status', 'SUCCESS'),
      equals('expired', false),
      equals('outstandingMinor', outstandingOf(grant)),
    ],
  };
}

function outstandingOf({ state }: CreditGrant): bigint {
  return state.status === 'SUCCESS' ? state.outstandingMinor : 0n;
}
