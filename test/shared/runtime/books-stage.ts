import { openBooks } from '../../../shared/store/books-store.ts';
import type { ListQuery } from '../../../shared/store/table.ts';
import { newWorld, type World } from '../../deep/world.ts';
import { openOwnFacility, own, write } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';

/** Tenants by number. */
export const tenantOf = (n: number) => ({ ...own, customerId: `C${n}` });

/** A world of so many tenants, each with a facility and books. */
export async function worldOf(tenants: number) {
  const world = newWorld();
  for (let n = 0; n < tenants; n++) {
    await openOwnFacility(world.memory, {}, tenantOf(n));
    await write(world.memory, { books: openBooks(tenantOf(n)) });
  }
  return world;
}

/** A table on which something happens at each list, and who was counted on it, in order. */
export function listing(world: World, onList: (query: ListQuery) => Promise<void> | void) {
  const counted: string[] = [];
  const table = new WatchedTable(world.memory);
  table.list = async (query, bounds) => {
    await onList(query);
    const page = await world.memory.list(query, bounds);
    if (query.skPrefix === 'EVENT#') counted.push(query.pk);
    return page;
  };
  return { table, counted };
}
