import type { CreditGrant } from '../domain/credit-grant.ts';
import { productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { expireGrant, releaseExpired, toldOfEnded } from '../store/expiry-store.ts';
import { facilityRef } from '../store/facility-store.ts';
import { writeReleasing } from '../store/invoice-claim-store.ts';
import { readRows } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';
import type { CheckRun } from './check-run.ts';
import { eachIndexedGrant } from './indexed-grants.ts';
import type { InvocationBounds } from './invocation.ts';

type SuccessfulGrant = CreditGrant & { readonly state: { readonly status: 'SUCCESS' } };

/**
 * Notes every grant that has expired: its unused amount returns to the headroom, its invoices are
 * free unless something drawn on it is still to be repaid. Each once, whoever else does the same.
 *
 * @returns how many were noted
 */
export async function expireGrants(run: CheckRun, time: InvocationBounds): Promise<number> {
  const { deps } = run;
  const expired = await eachIndexedGrant(
    {
      index: 'expiring-grants',
      upTo: deps.now,
      what: 'not noted as expired: grant',
      work: (tenant, creditGrantNo, bounds) => expire(tenant, creditGrantNo, deps, bounds),
    },
    run,
    time,
  );
  deps.count('ExpiredGrants', expired);
  return expired;
}

async function expire(
  tenant: Tenant,
  creditGrantNo: string,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<boolean> {
  const { grant, facility, stored } = await readRows(
    deps.table,
    {
      grant: creditGrantByNoRef(tenant, creditGrantNo),
      facility: facilityRef(tenant, productCodes[0]),
      stored: applicationRef(tenant, creditGrantNo),
    },
    bounds,
  );
  const nowMs = deps.now();
  if (!hasExpired(grant, nowMs)) return false;
  if (facility === undefined || stored === undefined) {
    throw new StoredDataFault('a live grant lacks its facility or its application');
  }
  await releaseExpired(deps.table, tenant, facility, nowMs, bounds);
  await tell(deps, tenant, grant);
  const parts = grant.state.expired
    ? { grant: toldOfEnded(tenant, grant) }
    : expireGrant(tenant, grant, stored.application);
  const { committed } = await writeReleasing(deps.table, parts, bounds);
  // Not committed: a repayment or another check came between, and the next check looks again.
  return committed;
}

/** One that is noted already is in the index only while it is to be told of: its ending was not. */
function hasExpired(grant: CreditGrant | undefined, nowMs: number): grant is SuccessfulGrant {
  return grant?.state.status === 'SUCCESS' && grant.state.expiresAt <= nowMs;
}

/** Before it is noted, so that it is told at least once. */
function tell(deps: BackOffice, tenant: Tenant, grant: CreditGrant): Promise<void> {
  const { creditGrantNo, referenceNo, amountMinor, currency } = grant;
  const detail = { ...tenant, creditGrantNo, referenceNo, amountMinor: `${amountMinor}`, currency };
  return deps.notices.publish([{ type: 'GrantExpired', id: `${creditGrantNo}:expired`, detail }]);
}
