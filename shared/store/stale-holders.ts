import type { CreditGrant } from '../domain/credit-grant.ts';
import type { Application } from '../domain/decision.ts';
import type { Facility } from '../domain/facility.ts';
import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef } from './credit-grant-store.ts';
import { DecisionStore } from './decision-store.ts';
import { endGrant } from './expiry-store.ts';
import { invoiceClaimRef, writeReleasing } from './invoice-claim-store.ts';
import { lazily, readRows } from './row.ts';
import { applicationRef } from './stored-application.ts';
import type { CallBounds, Table } from './table.ts';

/** How many are ended for one application: each takes a transaction, and a request has seconds. */
const maxEnded = 5;
const endedBy = { actor: 'system', reason: 'its time was over when its invoices were applied on' };

/**
 * Ends what still holds an application's invoices though its time is over, and only nobody has
 * noted it yet: an application that was not decided in time, a grant that expired with nothing
 * drawn on it. Every read has called them over since; to apply again is what partners are told.
 *
 * @returns `ended` when one was over, whoever has ended it, so that the application is worth
 *   another look; `held` when others live on the invoices; `free` when nobody is on them any more
 */
export async function endStaleHolders(
  table: Table,
  tenant: Tenant,
  { vcCode, invoiceInfoList }: Application,
  facility: Facility,
  nowMs: number,
  bounds: CallBounds,
): Promise<'ended' | 'held' | 'free'> {
  const refs = invoiceInfoList.map(({ invoiceNo }) => invoiceClaimRef(tenant, vcCode, invoiceNo));
  const rows = await readRows(table, Object.fromEntries(refs.entries()), bounds);
  const holders = new Set(Object.values(rows).flatMap((claim) => claim?.creditGrantNo ?? []));
  if (holders.size === 0) return 'free';
  let ended = false;
  for (const creditGrantNo of [...holders].slice(0, maxEnded)) {
    if (await endIfOver(table, tenant, creditGrantNo, facility, nowMs, bounds)) ended = true;
  }
  return ended ? 'ended' : 'held';
}

/** @returns whether it is over: if this has not ended it, somebody else just has */
async function endIfOver(
  table: Table,
  tenant: Tenant,
  creditGrantNo: string,
  facility: Facility,
  nowMs: number,
  bounds: CallBounds,
): Promise<boolean> {
  const { grant, stored } = await readRows(
    table,
    {
      grant: creditGrantByNoRef(tenant, creditGrantNo),
      stored: lazily(applicationRef(tenant, creditGrantNo)),
    },
    bounds,
  );
  if (grant === undefined || stored === undefined || !isOver(grant, nowMs)) return false;
  const { application } = stored();
  if (grant.state.status === 'ACCEPTED') {
    const ending = { tenant, grant, application, facility };
    const store = new DecisionStore(table, bounds);
    await store.fail(ending, 'EVALUATION_TIMEOUT', { ...endedBy, nowMs });
  } else if (grant.state.status === 'SUCCESS' && !grant.state.expired) {
    await writeReleasing(table, endGrant(tenant, grant, application), bounds);
  }
  return true;
}

function isOver({ state, decideBy }: CreditGrant, nowMs: number): boolean {
  if (state.status === 'ACCEPTED') return nowMs >= decideBy;
  if (state.status === 'FAILED') return true;
  return (state.expired || nowMs >= state.expiresAt) && state.outstandingMinor === 0n;
}
