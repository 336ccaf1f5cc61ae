import type { Tenant } from '../../shared/domain/tenant.ts';
import { indexPartitions } from '../../shared/store/index-keys.ts';
import { tenantOf } from '../../shared/store/item-key.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';

const pageSize = 100;

/** Every tenant that has books, a page of the index at a time. */
export async function* allTenants(table: Table, bounds: CallBounds): AsyncGenerator<Tenant> {
  for (const partition of indexPartitions) {
    let after: string | undefined;
    do {
      const query = { index: 'books', partition, upTo: 0, limit: pageSize, after } as const;
      const page = await table.page(query, bounds);
      for (const key of page.keys) yield tenantOf(key);
      after = page.next;
    } while (after !== undefined);
  }
}
