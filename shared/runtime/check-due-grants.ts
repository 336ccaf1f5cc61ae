import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { requeued } from '../store/decision-store.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';
import { eachIndexedGrant } from './indexed-grants.ts';

/**
 * Work that is later than this has lost its message, whatever became of it. Were it five minutes,
 * an application whose message was lost could not be decided within five of the end of a fault.
 */
const overdueMs = 2 * 60_000;

/**
 * Sends anew for every undecided application whose work is more than two minutes overdue. Each is
 * sent for once in two minutes at most, since sending moves what it is due by.
 *
 * @returns how many were sent for
 */
export async function requeueOverdue(deps: BackOffice, bounds: CallBounds): Promise<number> {
  const upTo = (): number => deps.now() - overdueMs;
  const sent = await eachIndexedGrant('due-grants', upTo, deps, bounds, (tenant, creditGrantNo) =>
    requeue(tenant, creditGrantNo, deps, bounds),
  );
  deps.count('GrantsRequeued', sent);
  return sent;
}

async function requeue(
  tenant: Tenant,
  creditGrantNo: string,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<boolean> {
  const refs = { grant: creditGrantByNoRef(tenant, creditGrantNo) };
  const { grant } = await readRows(deps.table, refs, bounds);
  const nowMs = deps.now();
  // The index lags: only the row itself says whether there is anything to do.
  if (grant?.state.status !== 'ACCEPTED' || grant.state.nextDueAt > nowMs - overdueMs) return false;
  const { attempts } = grant.state;
  await deps.queue.send({ tenant, referenceNo: grant.referenceNo, attempts }, 0, bounds);
  await deps.table.write({ grant: requeued(tenant, grant, nowMs) }, bounds);
  return true;
}
