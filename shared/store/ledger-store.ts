import * as z from 'zod/mini';
import { isBalanced, type LedgerEvent, ledgerEventTypes } from '../domain/ledger.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedMinor, storedNumber } from './row.ts';
import { type Action, absent } from './table.ts';

const ledgerEntryRow = z.union([
  z.object({
    account: z.enum(['limit', 'headroom', 'reserved', 'available', 'trade', 'settled']),
    amountMinor: storedMinor,
  }),
  z.object({
    account: z.enum(['granted', 'outstanding']),
    amountMinor: storedMinor,
    dueAt: storedNumber,
  }),
]);

/** A ledger event as it is stored. */
export const ledgerEventRow = z.object({
  eventId: z.string(),
  type: z.enum(ledgerEventTypes),
  subject: z.string(),
  at: storedNumber,
  actor: z.string(),
  reason: z.string(),
  currency: z.string(),
  entries: z.array(ledgerEntryRow),
  creditGrantNo: z.optional(z.string()),
  drawdownNo: z.optional(z.string()),
});

const postedRow = z.object({ contentHash: z.optional(z.string()) });

/** Where it is kept that an event has been posted, and with what content. */
export function postedEventRef(
  tenant: Tenant,
  eventId: string,
): Ref<{ contentHash?: string | undefined }> {
  return refTo(itemKeys.ledgerEvent(tenant, eventId), postedRow);
}

/** Holds a transaction to an event not having been posted yet. */
export function eventUnposted(tenant: Tenant, eventId: string): Action {
  return { action: 'check', key: itemKeys.ledgerEvent(tenant, eventId), when: [absent] };
}

/**
 * Appends an event to a tenant's ledger. It can exist only once, and it belongs in the very
 * transaction that moves the amounts it tells of.
 *
 * @throws {StoredDataFault} when the entries do not add up to zero
 */
export function appendEvent(tenant: Tenant, event: LedgerEvent): Action {
  if (!isBalanced(event.entries)) throw new StoredDataFault('unbalanced ledger event');
  const { eventId, entries, ...rest } = event;
  return {
    action: 'put',
    key: itemKeys.ledgerEvent(tenant, eventId),
    item: { ...rest, eventId, entries: entries.map((entry) => ({ ...entry })) },
    when: [absent],
  };
}
