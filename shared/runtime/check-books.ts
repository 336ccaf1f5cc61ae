import type { Difference } from '../domain/books.ts';
import { type Facility, loanQuotaAt } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { type CheckProgress, checkProgressRef, keepProgress } from '../store/check-progress.ts';
import { noteOverdue } from '../store/facility-store.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { tenantOf } from '../store/item-key.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice, Notice } from './back-office.ts';
import { recount } from './recount.ts';

/** A facility is low on headroom below this share of its limit. */
const lowShare = 10n;
const pageSize = 25;
const check = 'books';

/** What a run of the full check did. */
export interface BooksCheck {
  readonly tenants: number;
  readonly drifting: number;
  /** Whether it got to the end; if not, the next run goes on from there. */
  readonly complete: boolean;
}

/**
 * Counts the books of every tenant anew and tells of what does not add up, of facilities that are
 * overdue or cured, and of those low on headroom. It goes on where the run before was cut off, and
 * stops in good time itself.
 *
 * @param hasTime whether there is time for another page
 */
export async function checkBooks(
  deps: BackOffice,
  bounds: CallBounds,
  hasTime: () => boolean,
): Promise<BooksCheck> {
  let progress = await readProgress(deps, bounds);
  let tenants = 0;
  let drifting = 0;
  while (progress.partition < indexPartitions.length && hasTime()) {
    const partition = indexPartitions[progress.partition] ?? '';
    const { after } = progress;
    const query = { index: 'books', partition, upTo: 0, limit: pageSize, after } as const;
    const page = await deps.table.page(query, bounds);
    for (const key of page.keys) {
      tenants += 1;
      if (await checkTenant(tenantOf(key), deps, bounds)) drifting += 1;
    }
    progress = next(progress, page.next);
    await deps.table.write({ progress: keepProgress(check, progress) }, bounds);
  }
  const complete = progress.partition >= indexPartitions.length;
  if (complete) {
    await deps.table.write({ progress: keepProgress(check, { partition: 0 }) }, bounds);
  }
  deps.count('TenantsRecounted', tenants);
  deps.count('LedgerDrift', drifting);
  return { tenants, drifting, complete };
}

async function readProgress(deps: BackOffice, bounds: CallBounds): Promise<CheckProgress> {
  const { kept } = await readRows(deps.table, { kept: checkProgressRef(check) }, bounds);
  return kept ?? { partition: 0 };
}

function next({ partition }: CheckProgress, after: string | undefined): CheckProgress {
  return after === undefined ? { partition: partition + 1 } : { partition, after };
}

/** @returns whether anything does not add up */
async function checkTenant(tenant: Tenant, deps: BackOffice, bounds: CallBounds): Promise<boolean> {
  const { facility, drifts } = await driftsOf(tenant, deps, bounds);
  // Counters that do not add up say nothing of headroom, and would stop the check of all others.
  const sound = facility !== undefined && drifts.length === 0;
  const notices = sound ? await noticesOf(tenant, facility, deps, bounds) : [];
  await deps.notices.publish([...notices, ...drifts]);
  return drifts.length > 0;
}

/** What does not add up, or cannot even be read. */
async function driftsOf(
  tenant: Tenant,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<{ readonly facility?: Facility | undefined; readonly drifts: readonly Notice[] }> {
  try {
    const { facility, differences, busy } = await recount(deps.table, tenant, bounds);
    const drifts = busy ? [] : differences.map((difference) => driftNotice(tenant, difference));
    return { facility, drifts };
  } catch (error) {
    if (!(error instanceof StoredDataFault)) throw error;
    const id = `${tenant.clientId}:${tenant.customerId ?? ''}:${error.message}`;
    return { drifts: [{ type: 'LedgerDrift', id, detail: { ...tenant, what: error.message } }] };
  }
}

async function noticesOf(
  tenant: Tenant,
  facility: Facility,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<Notice[]> {
  const nowMs = deps.now();
  const quota = loanQuotaAt(facility, nowMs);
  const about = { ...tenant, productCode: facility.productCode };
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const notices: Notice[] = [];
  if (quota.headroomMinor * lowShare < facility.creditLimitMinor) {
    const id = `${tenant.clientId}:${tenant.customerId ?? ''}:${facility.productCode}:low:${day}`;
    const detail = { ...about, headroomMinor: `${quota.headroomMinor}` };
    notices.push({ type: 'QuotaLow', id, detail });
  }
  if (quota.overdue !== facility.overdueNoted) {
    if (quota.overdue) {
      const id = `${tenant.clientId}:${tenant.customerId ?? ''}:${facility.productCode}:overdue:${day}`;
      const detail = { ...about, outstandingMinor: `${quota.outstandingMinor}` };
      // Before it is noted, so that it is told at least once.
      await deps.notices.publish([{ type: 'FacilityOverdue', id, detail }]);
    }
    await deps.table.write({ facility: noteOverdue(tenant, facility, quota.overdue) }, bounds);
  }
  return notices;
}

function driftNotice(tenant: Tenant, difference: Difference): Notice {
  const { what, storedMinor, recountedMinor } = difference;
  return {
    type: 'LedgerDrift',
    id: `${tenant.clientId}:${tenant.customerId ?? ''}:${what}:${storedMinor}:${recountedMinor}`,
    detail: {
      ...tenant,
      what,
      storedMinor: `${storedMinor}`,
      recountedMinor: `${recountedMinor}`,
    },
  };
}
