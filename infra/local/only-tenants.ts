import type { Tenant } from '../../shared/domain/tenant.ts';
import { tenantOf } from '../../shared/store/item-key.ts';
import type { KeyPage, Table } from '../../shared/store/table.ts';

/**
 * A table whose indexes show some tenants alone. A page that would be empty is passed over: who
 * finds none takes it for the end of the partition.
 */
export function onlyTenants(table: Table, shows: (tenant: Tenant) => boolean): Table {
  return {
    read: (keys, bounds) => table.read(keys, bounds),
    write: (transaction, bounds) => table.write(transaction, bounds),
    list: (query, bounds) => table.list(query, bounds),
    async page(query, bounds): Promise<KeyPage> {
      let after = query.after;
      for (;;) {
        const { keys, next } = await table.page({ ...query, after }, bounds);
        const shown = keys.filter((key) => shows(tenantOf(key)));
        if (shown.length > 0 || next === undefined) {
          return next === undefined ? { keys: shown } : { keys: shown, next };
        }
        after = next;
      }
    },
  };
}
