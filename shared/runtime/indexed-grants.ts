import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { itemKeys, tenantOf } from '../store/item-key.ts';
import type { CallBounds, IndexQuery } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';

const pageSize = 25;

/** What is done for one grant of an index. @returns whether it counts */
export type GrantWork = (tenant: Tenant, creditGrantNo: string) => Promise<boolean>;

/**
 * Does something for every grant that an index has up to an instant, a page at a time. Rows that
 * cannot be read or contradict each other are told of and passed over: they stay as they are until
 * a person mends them, and would else hold up all that come after them.
 *
 * @returns for how many it counted
 */
export async function eachIndexedGrant(
  index: Exclude<IndexQuery['index'], 'books'>,
  upTo: () => number,
  deps: BackOffice,
  bounds: CallBounds,
  work: GrantWork,
): Promise<number> {
  let counted = 0;
  for (const partition of indexPartitions) {
    let after: string | undefined;
    do {
      bounds.assertInTime();
      const query = { index, partition, upTo: upTo(), limit: pageSize, after };
      const page = await deps.table.page(query, bounds);
      for (const key of page.keys) {
        const tenant = tenantOf(key);
        const creditGrantNo = key.sk.slice(itemKeys.creditGrant(tenant, '').sk.length);
        if (await isDone(work, tenant, creditGrantNo, deps)) counted += 1;
      }
      after = page.next;
    } while (after !== undefined);
  }
  return counted;
}

async function isDone(
  work: GrantWork,
  tenant: Tenant,
  creditGrantNo: string,
  deps: BackOffice,
): Promise<boolean> {
  try {
    return await work(tenant, creditGrantNo);
  } catch (error) {
    if (!(error instanceof StoredDataFault)) throw error;
    deps.onFault('a grant was passed over', error);
    const what = `grant ${creditGrantNo}: ${error.message}`;
    const id = `${tenant.clientId}:${tenant.customerId ?? ''}:${what}`;
    await deps.notices.publish([{ type: 'LedgerDrift', id, detail: { ...tenant, what } }]);
    return false;
  }
}
