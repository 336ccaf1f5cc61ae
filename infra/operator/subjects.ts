import {
  type Difference,
  facilityDifferences,
  LedgerFold,
  orphanDifferences,
  quotaDifferences,
} from '../../shared/domain/books.ts';
import { type Facility, productCodes } from '../../shared/domain/facility.ts';
import { type LedgerEvent, ledgerEventTypes } from '../../shared/domain/ledger.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { eachItem } from '../../shared/runtime/recount.ts';
import { keptFacilityRef } from '../../shared/store/facility-store.ts';
import { quotaRow } from '../../shared/store/fx-quota-store.ts';
import { ledgerEventRow } from '../../shared/store/ledger-store.ts';
import { parseItem, readRows } from '../../shared/store/row.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import type { Stored } from './history-lines.ts';

const quotaPrefix = 'FX-QUOTA#';
/** Pages are no snapshot: what differs in every look differs. */
const looks = 3;

/** What a tenant's ledger tells of one facility, quota or other thing, in the order of time. */
export interface Subject {
  readonly name: string;
  readonly events: readonly LedgerEvent[];
  /** Its row's counters, where it has a row. */
  readonly stored: Stored | undefined;
  readonly differences: readonly Difference[];
}

/** Reads a tenant's ledger whole, and the counters that it is to account for. */
export async function readSubjects(
  table: Table,
  tenant: Tenant,
  bounds: CallBounds,
): Promise<Subject[]> {
  let subjects: Subject[] = [];
  for (let look = 0; look < looks; look++) {
    subjects = await lookOnce(table, tenant, bounds);
    if (subjects.every(({ differences }) => differences.length === 0)) break;
  }
  return subjects;
}

async function lookOnce(table: Table, tenant: Tenant, bounds: CallBounds): Promise<Subject[]> {
  const events: LedgerEvent[] = [];
  const ledger = new LedgerFold();
  await eachItem(table, tenant, 'EVENT#', bounds, (item) => {
    const event = parseItem(ledgerEventRow, item);
    ledger.add(event);
    events.push(event);
  });
  const refs = { facility: keptFacilityRef(tenant, productCodes[0]) };
  const { facility } = await readRows(table, refs, bounds);
  const quotas = new Map<string, bigint>();
  await eachItem(table, tenant, quotaPrefix, bounds, (item) => {
    const { availableMinor } = parseItem(quotaRow, item);
    quotas.set(String(item['sk']).slice(quotaPrefix.length), availableMinor);
  });
  const bySubject = Map.groupBy(events.sort(inTimeOrder), ({ subject }) => subject);
  const names = new Set([...bySubject.keys(), ...quotas.keys()]);
  return [...names].map((name) => ({
    name,
    events: bySubject.get(name) ?? [],
    ...accountOf(name, facility, quotas.get(name), ledger),
  }));
}

function accountOf(
  name: string,
  facility: Facility | undefined,
  availableMinor: bigint | undefined,
  ledger: LedgerFold,
): Pick<Subject, 'stored' | 'differences'> {
  const balances = ledger.balancesOf(name);
  if (name === facility?.productCode) {
    return { stored: storedOf(facility), differences: facilityDifferences(facility, balances) };
  }
  if (availableMinor !== undefined) {
    const differences = quotaDifferences(name, availableMinor, balances);
    return { stored: { available: availableMinor }, differences };
  }
  return { stored: undefined, differences: orphanDifferences(name, balances) };
}

function storedOf(facility: Facility): Stored {
  return {
    limit: facility.creditLimitMinor,
    headroom: facility.headroomMinor,
    reserved: facility.reservedMinor,
    granted: facility.grantedMinor,
    outstanding: facility.outstandingMinor,
  };
}

/** Of one millisecond, what must come first does: the types are listed as a life goes. */
function inTimeOrder(left: LedgerEvent, right: LedgerEvent): number {
  const order = ({ type }: LedgerEvent): number => ledgerEventTypes.indexOf(type);
  return left.at - right.at || order(left) - order(right);
}
