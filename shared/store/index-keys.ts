import type { Tenant } from '../domain/tenant.ts';
import { hashContent } from './content-hash.ts';
import type { IndexName } from './table.ts';

/** The attributes that place an item in each index: its partition, then what it is ordered by. */
export const indexAttributes: Readonly<Record<IndexName, readonly [string, string]>> = {
  'due-grants': ['dueShard', 'nextDueAt'],
  'expiring-grants': ['expiryShard', 'expiresAt'],
  books: ['booksShard', 'booksSince'],
};

const shardDigits = [...'0123456789ABCDEF'];

/** The partitions of every index: an item's is the first digit of a hash of its tenant. */
export const indexPartitions: readonly string[] = shardDigits;

/** The partition of every index that a tenant's items are in: spread evenly over them. */
export function shardOf({ clientId, customerId }: Tenant): string {
  const digest = hashContent(JSON.stringify([clientId, customerId ?? null]));
  return digest.slice(0, 1).toUpperCase();
}
