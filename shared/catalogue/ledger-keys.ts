import { type IndexName, indexNames } from './environment.ts';

/** An attribute that items are found or ordered by: text (`S`) or a number (`N`). */
export interface KeyAttribute {
  readonly name: string;
  readonly type: 'S' | 'N';
}

/** A partition, and what is ordered by within it. */
export interface LedgerKey {
  readonly partitionKey: KeyAttribute;
  readonly sortKey: KeyAttribute;
}

/** The table's own key: a tenant, then kind and id. */
export const ledgerKey: LedgerKey = {
  partitionKey: { name: 'pk', type: 'S' },
  sortKey: { name: 'sk', type: 'S' },
};

/**
 * The table's secondary indexes, in the order they came. Sparse: only items with its partition
 * attribute are in an index, and only by their keys. The stack's table and the laptop's are made
 * from these; the store writes the attributes.
 */
export const ledgerIndexes: readonly (LedgerKey & { readonly indexName: IndexName })[] = [
  index(indexNames.dueGrants, 'dueShard', 'nextDueAt'),
  index(indexNames.expiringGrants, 'expiryShard', 'expiresAt'),
  index(indexNames.books, 'booksShard', 'booksSince'),
];

function index(indexName: IndexName, partition: string, sort: string) {
  return {
    indexName,
    partitionKey: { name: partition, type: 'S' },
    sortKey: { name: sort, type: 'N' },
  } as const;
}
