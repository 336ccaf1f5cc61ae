import type { CreditGrant } from '../domain/credit-grant.ts';
import { productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { expireGrant, releaseExpired, toldOfEnded } from '../store/expiry-store.ts';
import { facilityRef } from '../store/facility-store.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { writeReleasing } from '../store/invoice-claim-store.ts';
import { itemKeys, tenantOf } from '../store/item-key.ts';
import { readRows } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { CallBounds, ItemKey } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';

const pageSize = 25;

type SuccessfulGrant = CreditGrant & { readonly state: { readonly status: 'SUCCESS' } };

/**
 * Notes every grant that has expired: its unused amount returns to the headroom, its invoices are
 * free unless something drawn on it is still to be repaid. Each once, whoever else does the same.
 *
 * @returns how many were noted
 */
export async function expireGrants(deps: BackOffice, bounds: CallBounds): Promise<number> {
  let expired = 0;
  for (const partition of indexPartitions) {
    let after: string | undefined;
    do {
      bounds.assertInTime();
      const upTo = deps.now();
      const query = { index: 'expiring-grants', partition, upTo, limit: pageSize, after } as const;
      const page = await deps.table.page(query, bounds);
      for (const key of page.keys) expired += await expire(key, deps, bounds);
      after = page.next;
    } while (after !== undefined);
  }
  deps.count('GrantsExpired', expired);
  return expired;
}

async function expire(key: ItemKey, deps: BackOffice, bounds: CallBounds): Promise<number> {
  const tenant = tenantOf(key);
  const creditGrantNo = key.sk.slice(itemKeys.creditGrant(tenant, '').sk.length);
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
  if (!hasExpired(grant, nowMs)) return 0;
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
  return committed ? 1 : 0;
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
