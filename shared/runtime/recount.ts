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

const pageSize = 100;
const maxCounts = 4;

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
 * Counts a tenant's facility and quotas anew, from its rows and from its ledger, a page at a time,
 * and looks for what each live grant comes with: memory is bounded by the number of its quotas, due
 * dates and grants with a loan outstanding. Pages are no snapshot: a difference is one only when
 * the next count finds it too, and no event more.
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
  return [`${events}`, ...lines].join();
}

async function countOnce(table: Table, tenant: Tenant, bounds: CallBounds): Promise<Recount> {
  const refs = { facility: keptFacilityRef(tenant, productCodes[0]) };
  const { facility } = await readRows(table, refs, bounds);
  const ledger = new LedgerFold();
  let events = 0;
  await eachItem(table, tenant, 'EVENT#', bounds, (item) => {
    events += 1;
    ledger.add(parseItem(ledgerEventRow, item));
  });
  const known = new Set(facility === undefined ? [] : [`${facility.productCode}`]);
  const ofQuotas = await quotaDifferencesOf(table, tenant, ledger, bounds, known);
  const orphans = ledger.subjects().filter((subject) => !known.has(subject));
  const others = [
    ...ofQuotas,
    ...orphans.flatMap((subject) => orphanDifferences(subject, ledger.balancesOf(subject))),
  ];
  if (facility === undefined) return { facility, differences: others, busy: false, events };
  const grants = new GrantFold(facility);
  const ofRows: Difference[] = [];
  await eachPage(table, tenant, 'GRANT#', bounds, async (items) => {
    const page = items.map((item) => parseItem(grantRow, item));
    for (const grant of page) grants.addGrant(grant);
    ofRows.push(...(await lostRows(table, tenant, page.filter(isLive), bounds)));
  });
  await eachItem(table, tenant, 'DRAWDOWN#', bounds, (item) =>
    grants.addDrawdown(parseItem(drawdownRow, item)),
  );
  const claims = new DeadClaims(table, tenant, bounds);
  await eachPage(table, tenant, 'INVOICE#', bounds, (items) => claims.add(items));
  ofRows.push(...claims.differences());
  const after = await readRows(table, refs, bounds);
  const busy = !sameCounters(facility, after.facility);
  const ofFacility = [
    ...grants.differences(),
    ...facilityDifferences(facility, ledger.balancesOf(facility.productCode)),
  ];
  return { facility, differences: [...ofFacility, ...ofRows, ...others], busy, events };
}

/** @param known takes the names of the quotas that there are */
async function quotaDifferencesOf(
  table: Table,
  tenant: Tenant,
  ledger: LedgerFold,
  bounds: CallBounds,
  known: Set<string>,
): Promise<Difference[]> {
  const prefix = 'FX-QUOTA#';
  const found: Difference[] = [];
  await eachItem(table, tenant, prefix, bounds, (item) => {
    const subject = String(item['sk']).slice(prefix.length);
    known.add(subject);
    const { availableMinor } = parseItem(quotaRow, item);
    found.push(...quotaDifferences(subject, availableMinor, ledger.balancesOf(subject)));
  });
  return found;
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
