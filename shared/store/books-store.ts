import type { Tenant } from '../domain/tenant.ts';
import { shardOf } from './index-keys.ts';
import { itemKeys } from './item-key.ts';
import { type Action, absent, anyOf, exists } from './table.ts';

/**
 * Sees to it that the full check finds a tenant: part of whatever first gives it amounts that can
 * be recounted. A signed contract or a token puts events into a ledger without it: they move none.
 */
export function openBooks(tenant: Tenant): Action {
  return {
    action: 'update',
    key: itemKeys.books(tenant),
    changes: [
      { change: 'set', path: 'booksShard', value: shardOf(tenant) },
      { change: 'set', path: 'booksSince', value: 0 },
    ],
    // Whether it is there or not: an action without any condition is refused.
    when: [anyOf([absent], [exists])],
  };
}
