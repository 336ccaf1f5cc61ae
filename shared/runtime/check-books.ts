import type { Tenant } from '../domain/tenant.ts';
import { BooksWalk } from './books-walk.ts';
import type { CheckRun } from './check-run.ts';
import { tellOfFacility } from './facility-notices.ts';
import { type InvocationBounds, untilLeft } from './invocation.ts';
import { type BooksState, driftOf } from './tenant-drift.ts';
import { noticeAbout } from './tenant-notice.ts';

/** What is left of the time of a tenant that takes all of it: to tell of that, and to go past it. */
const tellingMs = 8_000;

/** What a run did of a full check. */
export interface BooksCheck {
  readonly tenants: number;
  readonly drifting: number;
  /** Whether it got to the end; if not, the next run goes on from there. */
  readonly complete: boolean;
}

/** Late: the time was over before the tenant was done with. */
type TenantOutcome = BooksState | 'late' | 'failed';

interface Tally {
  readonly outcomes: TenantOutcome[];
  complete: boolean;
  /** How many were found drifting on the way, by earlier runs too. */
  drifting: number;
}

/**
 * Looks after the books of every tenant, one after the other: tells of facilities that are overdue
 * or low on headroom, counts the books anew, and tells of what does not add up. The minute's check
 * goes on with what is not finished; the day's does so too, and then begins anew.
 *
 * @returns undefined when there was nothing to do
 */
export async function checkBooks(
  run: CheckRun,
  time: InvocationBounds,
  check: 'due' | 'full',
): Promise<BooksCheck | undefined> {
  const { deps } = run;
  const walk = new BooksWalk(deps.table, time.bounds);
  await walk.resume();
  if (check === 'due' && !walk.isUnfinished) return undefined;
  const tally: Tally = { outcomes: [], complete: false, drifting: 0 };
  try {
    const resumed = walk.isUnfinished && !(await goOn(walk, tally, run, time));
    const toBegin = check === 'full' && !resumed;
    if (toBegin && (await walk.begin(deps.now()))) await goOn(walk, tally, run, time);
  } finally {
    count(tally, run);
  }
  const { outcomes, complete } = tally;
  const tenants = outcomes.length;
  return { tenants, drifting: outcomes.filter((one) => one === 'drifting').length, complete };
}

function count({ outcomes, complete }: Tally, { deps }: CheckRun): void {
  const how = (many: TenantOutcome): number => outcomes.filter((one) => one === many).length;
  deps.count('TenantsRecounted', how('sound') + how('drifting'));
  deps.count('TenantsBusy', how('busy'));
  deps.count('TenantsPassedOver', how('late') + how('failed'));
  deps.count('BooksIncomplete', complete ? 0 : 1);
  if (complete) deps.count('FullCheckRuns', 1);
}

/**
 * Drift is told of at once; that there is none only by the run that gets to the end, for all that
 * were on the way: a run that saw the rest of the tenants would say so of those before as well.
 *
 * @returns whether it got to the end
 */
async function goOn(
  walk: BooksWalk,
  tally: Tally,
  run: CheckRun,
  time: InvocationBounds,
): Promise<boolean> {
  const before = tally.outcomes.length;
  tally.complete = false;
  try {
    return await toTheEnd(walk, tally, run, time);
  } finally {
    const found = tally.outcomes.slice(before).filter((one) => one === 'drifting').length;
    const drifting = tally.complete ? tally.drifting : found;
    if (tally.complete || found > 0) run.deps.count('LedgerDrift', drifting);
  }
}

async function toTheEnd(
  walk: BooksWalk,
  tally: Tally,
  run: CheckRun,
  time: InvocationBounds,
): Promise<boolean> {
  while (time.leftMs() > tellingMs) {
    const { tenant, done } = await walk.next();
    tally.drifting = walk.drifting;
    if (tenant !== undefined) {
      const outcome = await checkTenant(tenant, run, time);
      if (outcome === 'late' && !(await isPassedOver(tenant, walk, tally, run))) return false;
      tally.outcomes.push(outcome);
      if (outcome === 'drifting') tally.drifting += 1;
    }
    const drifting = tally.drifting > 0 && tenant !== undefined ? tally.drifting : undefined;
    // Another run is on the same way, and ahead of this one.
    if (!(await walk.keep({ ...done, drifting }))) return false;
    if (!walk.isUnfinished) {
      tally.complete = true;
      return true;
    }
  }
  return false;
}

async function checkTenant(
  tenant: Tenant,
  run: CheckRun,
  whole: InvocationBounds,
): Promise<TenantOutcome> {
  const { deps } = run;
  const { bounds, leftMs, end } = untilLeft(whole, tellingMs, deps.now);
  const name = `${tenant.clientId} ${tenant.customerId ?? ''}`;
  const inTime = async <Done>(what: string, work: () => Promise<Done>) => {
    try {
      return await work();
    } catch (error) {
      // What the end of the time cut off is no fault of its own.
      if (leftMs() > 0) run.note(`${what} of ${name}`, error);
      return undefined;
    }
  };
  try {
    await inTime('facility', () => tellOfFacility(tenant, deps, bounds));
    const drift = await inTime('books', () => driftOf(tenant, deps, bounds));
    if (drift === undefined) return leftMs() > 0 ? 'failed' : 'late';
    await run.attempt(`drift of ${name}`, () => deps.notices.publish(drift.notices));
    return drift.state;
  } finally {
    end();
  }
}

/**
 * A tenant that takes more than a run has would hold up all that come after it, for ever. One that
 * was begun too late is begun anew by the next run, and so is one whose time was taken by a fault:
 * it is passed over when it has had all the time of two runs.
 */
async function isPassedOver(
  tenant: Tenant,
  walk: BooksWalk,
  { outcomes }: Tally,
  run: CheckRun,
): Promise<boolean> {
  if (outcomes.length > 0) return false;
  if (!walk.isLate) {
    await walk.keepLate();
    return false;
  }
  const why = 'its books take longer to count than a check can last';
  run.note(`books of ${tenant.clientId} ${tenant.customerId ?? ''}`, new Error(why));
  const day = new Date(run.deps.now()).toISOString().slice(0, 10);
  const notice = noticeAbout(tenant, 'BooksIncomplete', `incomplete:${day}`, { why });
  await run.attempt('notice of incomplete books', () => run.deps.notices.publish([notice]));
  return true;
}
