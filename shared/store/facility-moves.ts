import type { Facility } from '../domain/facility.ts';
import type { LedgerEntry } from '../domain/ledger.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Action, atLeast, type Change, type Condition, equals } from './table.ts';

const counters = {
  limit: 'creditLimitMinor',
  headroom: 'headroomMinor',
  reserved: 'reservedMinor',
  granted: 'grantedMinor',
  outstanding: 'outstandingMinor',
} as const;
type Counter = keyof typeof counters;
const dueSums = { granted: 'unusedByExpiry', outstanding: 'unpaidByDue' } as const;

type DueEntry = Extract<LedgerEntry, { readonly dueAt: number }>;

interface Move {
  readonly changes: readonly Change[];
  readonly when: readonly Condition[];
}

/**
 * Moves amounts between the accounts of a facility, exactly as ledger events tell. What an entry
 * takes must be there: no account falls below zero, except the headroom when the limit is lowered.
 * A due amount that is taken whole leaves the map, so that it holds no more than what is due.
 *
 * @param facility as it was read
 * @param entries of one event or more; no due date twice in them
 */
export function moveAmounts(
  tenant: Tenant,
  facility: Facility,
  entries: readonly LedgerEntry[],
  guards: readonly Condition[] = [],
): Action {
  const totals = totalsOf(entries);
  const moves = [
    ...[...totals].map(([counter, total]) => counterMove(facility, counter, total, totals)),
    ...entries.filter((entry) => 'dueAt' in entry).map((entry) => dueMove(facility, entry)),
  ];
  return {
    action: 'update',
    key: itemKeys.facility(tenant, facility.productCode),
    changes: moves.flatMap(({ changes }) => changes),
    when: [...guards, equals('epoch', facility.epoch), ...moves.flatMap(({ when }) => when)],
  };
}

/** One change a counter: DynamoDB refuses two of one attribute. */
function totalsOf(entries: readonly LedgerEntry[]): ReadonlyMap<Counter, bigint> {
  const totals = new Map<Counter, bigint>();
  for (const { account, amountMinor } of entries) {
    if (account === 'available' || account === 'trade' || account === 'settled') {
      throw new StoredDataFault('an FX entry does not belong to a facility');
    }
    totals.set(account, (totals.get(account) ?? 0n) + amountMinor);
  }
  return totals;
}

function counterMove(
  facility: Facility,
  counter: Counter,
  total: bigint,
  totals: ReadonlyMap<Counter, bigint>,
): Move {
  const path = counters[counter];
  if (counter === 'limit') {
    // The account is the lender's side: what leaves it is what the customer's limit gains.
    const asRead = equals(path, facility.creditLimitMinor);
    return { changes: [{ change: 'add', path, value: -total }], when: [asRead] };
  }
  const mayFall = counter === 'headroom' && totals.has('limit');
  return {
    changes: [{ change: 'add', path, value: total }],
    when: total < 0n && !mayFall ? [atLeast(path, -total)] : [],
  };
}

function dueMove(facility: Facility, { account, amountMinor, dueAt }: DueEntry): Move {
  const path = [dueSums[account], `${dueAt}`] as const;
  const taken = -amountMinor;
  if (taken < 0n) return { changes: [{ change: 'add', path, value: amountMinor }], when: [] };
  const found = facility[dueSums[account]].get(dueAt);
  if (found === taken) {
    return { changes: [{ change: 'remove', path }], when: [equals(path, taken)] };
  }
  // As it was read: two that each take a part could else leave nothing, and leave it in the map.
  const asRead = found === undefined ? atLeast(path, taken) : equals(path, found);
  const enough = atLeast(path, taken);
  return { changes: [{ change: 'add', path, value: amountMinor }], when: [asRead, enough] };
}
