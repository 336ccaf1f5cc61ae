import type { Difference } from '../domain/books.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice, Notice } from './back-office.ts';
import { recount } from './recount.ts';
import { noticeAbout } from './tenant-notice.ts';

/** How a tenant's books were found; busy when they moved whenever they were being counted. */
export type BooksState = 'sound' | 'drifting' | 'busy';

/** What a recount found, with what there is to tell of it. */
export interface TenantDrift {
  readonly state: BooksState;
  readonly notices: readonly Notice[];
}

/** Counts a tenant's books anew: what does not add up, or cannot even be read. */
export async function driftOf(
  tenant: Tenant,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<TenantDrift> {
  try {
    const { differences, busy } = await recount(deps.table, tenant, bounds);
    if (busy) return { state: 'busy', notices: [] };
    const notices = differences.map((difference) => driftNotice(tenant, difference));
    return { state: notices.length > 0 ? 'drifting' : 'sound', notices };
  } catch (error) {
    if (!(error instanceof StoredDataFault)) throw error;
    const what = error.message;
    return { state: 'drifting', notices: [noticeAbout(tenant, 'LedgerDrift', what, { what })] };
  }
}

function driftNotice(tenant: Tenant, difference: Difference): Notice {
  const { what, storedMinor, recountedMinor } = difference;
  return noticeAbout(tenant, 'LedgerDrift', `${what}:${storedMinor}:${recountedMinor}`, {
    what,
    storedMinor: `${storedMinor}`,
    recountedMinor: `${recountedMinor}`,
  });
}
