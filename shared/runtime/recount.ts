import {
  type Difference,
  facilityDifferences,
  GrantFold,
  LedgerFold,
  orphanDifferences,
  quotaDifferences,
} from '../domain/books.ts';
import { isLive } from '../domain/credit-grant.ts';
import { type Facility, productCodes } from '../domain/facility.ts';
import type { Tenant } from '../domain/tenant.ts';
import { grantRow } from '../store/credit-grant-store.ts';
import { keptFacilityRef } from '../store/facility-store.ts';
import { quotaRow } from '../store/fx-quota-store.ts';
import { partitionOf } from '../store/item-key.ts';
import { ledgerEventRow } from '../store/ledger-store.ts';
import { drawdownRow } from '../store/loan-store.ts';
import { parseItem, readRows } from '../store/row.ts';
import type { CallBounds, Item, Table } from '../store/table.ts';
import { DeadClaims, lostRows } from './recount-rows.ts';
import { sideBySide } from './side-by-side.ts';

/** Some hundred KB, well below the megabyte at which DynamoDB ends a page by itself. */
const pageSize = 500;
const maxCounts = 4;
const quotaPrefix = 'FX-QUOTA#';

/** One of several that read side by side, each its own rows. */
type Fold = (bounds: CallBounds) => Promise<void>;

/** What a recount of a tenant's books found. */
export interface Recount {
  readonly facility: Facility | undefined;
  readonly differences: readonly Difference[];
  /** The books moved whenever they were being counted: the differences mean nothing. */
  readonly busy: boolean;
  /** How many ledger events there are. */
  readonly events: number;
}

/**
 * Counts a tenant's facility and quotas anew, from its rows and from its ledger, a page of each kind
 * at a time, and looks for what each live grant comes with: memory is bounded by the number of its
 * quotas, due dates and grants with a loan outstanding. Pages are no snapshot: a difference is one
 * only when the next count finds it too, and no event more.
 */
export async function recount(table: Table, tenant: Tenant, bounds: CallBounds): Promise<Recount> {
  let last = await countOnce(table, tenant, bounds);
  for (let counts = 1; counts < maxCounts; counts++) {
    if (!last.busy && last.differences.length === 0) return last;
    const again = await countOnce(table, tenant, bounds);
    const moved = last.busy || again.busy || told(last) !== told(again);
    if (!moved) return again;
    last = again;
  }
  return { ...last, busy: last.busy || last.differences.length > 0 };
}

function told({ differences, events }: Recount): string {
  const lines = differences.map(
    ({ what, storedMinor, recountedMinor }) => `${what} ${storedMinor} ${recountedMinor}`,
  );
  // Kinds are read side by side: which of them comes first says nothing.
  return [`${events}`, ...lines.sort()].join();
}

async function countOnce(table: Table, tenant: Tenant, bounds: CallBounds): Promise<Recount> {
  const refs = { facility: keptFacilityRef(tenant, productCodes[0]) };
  const { facility } = await readRows(table, refs, bounds);
  const ledger = new LedgerFold();
  let events = 0;
  const quotas = new Map<string, bigint>();
  const rows = facility && foldsOfRows(table, tenant, facility);
  const folds: Fold[] = [
    (own) =>
      eachItem(table, tenant, 'EVENT#', own, (item) => {
        events += 1;
        ledger.add(parseItem(ledgerEventRow, item));
      }),
    (own) =>
      eachItem(table, tenant, quotaPrefix, own, (item) => {
        const subject = String(item['sk']).slice(quotaPrefix.length);
        quotas.set(subject, parseItem(quotaRow, item).availableMinor);
      }),
  ];
  await sideBySide([...folds, ...(rows?.folds ?? [])], bounds);
  const others = otherDifferences(ledger, quotas, facility);
  if (facility === undefined || rows === undefined) {
    return { facility, differences: others, busy: false, events };
  }
  const after = await readRows(table, refs, bounds);
  const busy = !sameCounters(facility, after.facility);
  const { fromRows, lost } = rows.differences();
  const replayed = facilityDifferences(facility, ledger.balancesOf(facility.productCode));
  return { facility, differences: [...fromRows, ...replayed, ...lost, ...others], busy, events };
}

/** Grants, drawdowns and claims of a facility: to be folded, and then what they differ in. */
function foldsOfRows(table: Table, tenant: Tenant, facility: Facility) {
  const grants = new GrantFold(facility);
  const lostOfGrants: Difference[] = [];
  const claims = new DeadClaims(table, tenant);
  const folds: Fold[] = [
    (own) =>
      eachPage(table, tenant, 'GRANT#', own, async (items) => {
        const page = items.map((item) => parseItem(grantRow, item));
        for (const grant of page) grants.addGrant(grant);
        lostOfGrants.push(...(await lostRows(table, tenant, page.filter(isLive), own)));
      }),
    (own) =>
      eachItem(table, tenant, 'DRAWDOWN#', own, (item) =>
        grants.addDrawdown(parseItem(drawdownRow, item)),
      ),
    (own) => eachPage(table, tenant, 'INVOICE#', own, (items) => claims.add(items, own)),
  ];
  const differences = () => ({
    fromRows: grants.differences(),
    lost: [...lostOfGrants, ...claims.differences()],
  });
  return { folds, differences };
}

/** What quotas differ in, and what the ledger tells of that has no row. */
function otherDifferences(
  ledger: LedgerFold,
  quotas: ReadonlyMap<string, bigint>,
  facility: Facility | undefined,
): Difference[] {
  const ofQuotas = [...quotas].flatMap(([subject, availableMinor]) =>
    quotaDifferences(subject, availableMinor, ledger.balancesOf(subject)),
  );
  const hasRow = (subject: string) => quotas.has(subject) || subject === facility?.productCode;
  const ofOrphans = ledger
    .subjects()
    .filter((subject) => !hasRow(subject))
    .flatMap((subject) => orphanDifferences(subject, ledger.balancesOf(subject)));
  return [...ofQuotas, ...ofOrphans];
}

/** Hands over every item of a kind, a page at a time. */
export async function eachItem(
  table: Table,
  tenant: Tenant,
  skPrefix: string,
  bounds: CallBounds,
  visit: (item: Item) => void,
): Promise<void> {
  await eachPage(table, tenant, skPrefix, bounds, (items) => {
    for (const item of items) visit(item);
  });
}

async function eachPage(
  table: Table,
  tenant: Tenant,
  skPrefix: string,
  bounds: CallBounds,
  visit: (items: readonly Item[]) => Promise<void> | void,
): Promise<void> {
  let after: string | undefined;
  do {
    bounds.assertInTime();
    const pk = partitionOf(tenant);
    const page = await table.list({ pk, skPrefix, limit: pageSize, after }, bounds);
    await visit(page.items);
    after = page.next;
  } while (after !== undefined);
}

function sameCounters(before: Facility, after: Facility | undefined): boolean {
  const counters = (facility: Facility) => [
    facility.creditLimitMinor,
    facility.grantedMinor,
    facility.reservedMinor,
    facility.outstandingMinor,
    ...facility.unusedByExpiry.keys(),
    ...facility.unpaidByDue.keys(),
  ];
  return after !== undefined && counters(before).join() === counters(after).join();
}
