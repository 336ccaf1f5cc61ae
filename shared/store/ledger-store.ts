import { isBalanced, type LedgerEvent } from '../domain/ledger.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Action, absent } from './table.ts';

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
