import { type Facility, loanQuotaAt, overdueSince, productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { facilityRef, noteOverdue } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice } from './back-office.ts';
import { noticeAbout } from './tenant-notice.ts';

/** A facility is low on headroom below this share of its limit. */
const lowShare = 10n;

/**
 * Tells of a facility that has become overdue, notes when it has and when it is cured, and tells
 * of one that is low on headroom. Counters that do not add up stop only what is judged by them.
 */
export async function tellOfFacility(
  tenant: Tenant,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<void> {
  const refs = { facility: facilityRef(tenant, productCodes[0]) };
  const { facility } = await orNothing(() => readRows(deps.table, refs, bounds));
  if (facility === undefined) return;
  const nowMs = deps.now();
  await tellOfOverdue(tenant, facility, nowMs, deps, bounds);
  await tellOfHeadroom(tenant, facility, nowMs, deps);
}

async function tellOfOverdue(
  tenant: Tenant,
  facility: Facility,
  nowMs: number,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<void> {
  const since = overdueSince(facility, nowMs);
  const overdue = since !== undefined;
  if (overdue) deps.count('OverdueFacilities', 1);
  if (overdue === facility.overdueNoted) return;
  if (overdue) {
    const { productCode, outstandingMinor } = facility;
    const detail = { productCode, outstandingMinor: `${outstandingMinor}` };
    // What it is overdue since is the cause: cured and overdue again on one day, it is another.
    const notice = noticeAbout(
      tenant,
      'FacilityOverdue',
      `${productCode}:overdue:${since}`,
      detail,
    );
    // Before it is noted, so that it is told at least once.
    await deps.notices.publish([notice]);
  }
  await deps.table.write({ facility: noteOverdue(tenant, facility, overdue) }, bounds);
}

async function tellOfHeadroom(
  tenant: Tenant,
  facility: Facility,
  nowMs: number,
  deps: BackOffice,
): Promise<void> {
  const { productCode, creditLimitMinor } = facility;
  const { headroomMinor } = await orNothing(async () => loanQuotaAt(facility, nowMs));
  if (headroomMinor === undefined || headroomMinor * lowShare >= creditLimitMinor) return;
  deps.count('QuotaLow', 1);
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const detail = { productCode, headroomMinor: `${headroomMinor}` };
  await deps.notices.publish([
    noticeAbout(tenant, 'QuotaLow', `${productCode}:low:${day}`, detail),
  ]);
}

/** What cannot be read or does not add up is told of by the recount. */
async function orNothing<Found>(look: () => Promise<Found>): Promise<Partial<Found>> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof StoredDataFault) return {};
    throw error;
  }
}
