import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { requeued } from '../store/decision-store.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { itemKeys, tenantOf } from '../store/item-key.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds, ItemKey } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';

/**
 * Work that is later than this has lost its message, whatever became of it. Were it five minutes,
 * an application whose message was lost could not be decided within five of the end of a fault.
 */
const overdueMs = 2 * 60_000;
const pageSize = 25;

/**
 * Sends anew for every undecided application whose work is more than two minutes overdue. Each is
 * sent for once in two minutes at most, since sending moves what it is due by.
 *
 * @returns how many were sent for
 */
export async function requeueOverdue(deps: BackOffice, bounds: CallBounds): Promise<number> {
  let sent = 0;
  for (const partition of indexPartitions) {
    let after: string | undefined;
    do {
      bounds.assertInTime();
      const upTo = deps.now() - overdueMs;
      const query = { index: 'due-grants', partition, upTo, limit: pageSize, after } as const;
      const page = await deps.table.page(query, bounds);
      for (const key of page.keys) sent += await requeue(key, deps, bounds);
      after = page.next;
    } while (after !== undefined);
  }
  deps.count('GrantsRequeued', sent);
  return sent;
}

async function requeue(key: ItemKey, deps: BackOffice, bounds: CallBounds): Promise<number> {
  const tenant = tenantOf(key);
  const creditGrantNo = key.sk.slice(itemKeys.creditGrant(tenant, '').sk.length);
  const refs = { grant: creditGrantByNoRef(tenant, creditGrantNo) };
  const { grant } = await readRows(deps.table, refs, bounds);
  const nowMs = deps.now();
  // The index lags: only the row itself says whether there is anything to do.
  if (grant?.state.status !== 'ACCEPTED' || grant.state.nextDueAt > nowMs - overdueMs) return 0;
  const { attempts } = grant.state;
  await deps.queue.send({ tenant, referenceNo: grant.referenceNo, attempts }, 0, bounds);
  await deps.table.write({ grant: requeued(tenant, grant, nowMs) }, bounds);
  return 1;
}
