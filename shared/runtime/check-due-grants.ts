import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { requeued } from '../store/decision-store.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';
import type { CheckRun } from './check-run.ts';
import { eachIndexedGrant } from './indexed-grants.ts';
import type { InvocationBounds } from './invocation.ts';

/**
 * Work that is later than this has lost its message, whatever became of it. Were it five minutes,
 * an application whose message was lost could not be decided within five of the end of a fault.
 */
const overdueMs = 2 * 60_000;

/**
 * Sends anew for every undecided application whose work is more than two minutes overdue. That it
 * was sent for is noted afterwards, by moving what it is due by, so that it is sent for again only
 * after another two minutes; when the note fails, or another check does the same meanwhile, there
 * is a message too many, which changes nothing.
 *
 * @returns how many were sent for, and noted
 */
export async function requeueOverdue(run: CheckRun, time: InvocationBounds): Promise<number> {
  const { deps } = run;
  let pastDue = 0;
  const found = (): void => {
    pastDue += 1;
  };
  const sent = await eachIndexedGrant(
    {
      index: 'due-grants',
      upTo: () => deps.now() - overdueMs,
      what: 'not sent for: grant',
      work: (tenant, creditGrantNo, bounds) => requeue(tenant, creditGrantNo, deps, bounds, found),
    },
    run,
    time,
  );
  deps.count('GrantsPastDue', pastDue);
  deps.count('GrantsRequeued', sent);
  return sent;
}

async function requeue(
  tenant: Tenant,
  creditGrantNo: string,
  deps: BackOffice,
  bounds: CallBounds,
  found: () => void,
): Promise<boolean> {
  const refs = { grant: creditGrantByNoRef(tenant, creditGrantNo) };
  const { grant } = await readRows(deps.table, refs, bounds);
  const nowMs = deps.now();
  // The index lags: only the row itself says whether there is anything to do.
  if (grant?.state.status !== 'ACCEPTED' || grant.state.nextDueAt > nowMs - overdueMs) return false;
  found();
  const { attempts } = grant.state;
  await deps.queue.send({ tenant, referenceNo: grant.referenceNo, attempts }, 0, bounds);
  return (await deps.table.write({ grant: requeued(tenant, grant, nowMs) }, bounds)).committed;
}
