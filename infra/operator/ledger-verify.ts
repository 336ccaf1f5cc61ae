import type { Difference } from '../../shared/domain/books.ts';
import { StoredDataFault } from '../../shared/domain/refusal.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { recount } from '../../shared/runtime/recount.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import { allTenants } from './all-tenants.ts';
import type { Command } from './command.ts';
import type { Given } from './given.ts';
import { nameOf, operatorBounds, type Place } from './place.ts';
import { tenantOfCommand } from './whereabouts.ts';
import { exitCodes } from './world.ts';

/** What was found in the books of one tenant. */
interface Finding {
  readonly state: 'ok' | 'DIFFERS' | 'MOVING';
  readonly events: number;
  /** There is nothing to verify. */
  readonly isEmpty: boolean;
  /** Indented below the tenant's own line. */
  readonly details: readonly string[];
}

/** Rebuilds every counter from the rows and from the ledger, and reports what is not the same. */
export const ledgerVerify: Command = {
  words: ['ledger', 'verify'],
  purpose: 'Rebuild all counters from the ledger and from the rows, and report differences.',
  operands: [],
  options: [],
  example: 'ledger verify                 (of one tenant alone: --client and --customer)',
  async run(given, place, world) {
    const startedAt = world.now();
    const bounds = operatorBounds();
    const count = { tenants: 0, events: 0, DIFFERS: 0, MOVING: 0, ok: 0 };
    for await (const tenant of tenantsAskedFor(given, place, bounds)) {
      const { state, events, details, isEmpty } = await verify(place.table, tenant, bounds);
      if (isEmpty && isNamed(given)) {
        world.print(`There are no books of ${nameOf(tenant)}.`);
        return exitCodes.refused;
      }
      count.tenants += 1;
      count.events += events;
      count[state] += 1;
      const line = `${state.padEnd(8)}${nameOf(tenant)}, ${counted(events, 'event')}`;
      world.print([line, ...details.map((detail) => `          ${detail}`)].join('\n'));
    }
    const seconds = ((world.now() - startedAt) / 1_000).toFixed(1);
    const moving = count.MOVING === 0 ? '' : `, ${count.MOVING} moved too fast to be counted`;
    const found = count.DIFFERS === 0 ? 'no difference' : `differences in ${count.DIFFERS}`;
    const what = `${counted(count.tenants, 'tenant')}, ${counted(count.events, 'event')}`;
    world.print(`${what}, ${seconds} s: ${found}${moving}`);
    if (count.DIFFERS > 0) return exitCodes.refused;
    return count.MOVING > 0 ? exitCodes.unknown : exitCodes.done;
  },
};

/** The one that is named, or all that have books. */
function tenantsAskedFor(
  given: Given,
  place: Place,
  bounds: CallBounds,
): Iterable<Tenant> | AsyncIterable<Tenant> {
  return isNamed(given) ? [tenantOfCommand(given, place)] : allTenants(place.table, bounds);
}

function isNamed(given: Given): boolean {
  return given.value('client') !== undefined || given.value('customer') !== undefined;
}

async function verify(table: Table, tenant: Tenant, bounds: CallBounds): Promise<Finding> {
  try {
    const { facility, events, differences, busy } = await recount(table, tenant, bounds);
    const found = { events, isEmpty: false };
    if (differences.length === 0) {
      return { ...found, state: 'ok', details: [], isEmpty: events === 0 && !facility };
    }
    if (busy) return { ...found, state: 'MOVING', details: ['try again when less happens'] };
    return { ...found, state: 'DIFFERS', details: differences.map(differenceText) };
  } catch (error) {
    if (!(error instanceof StoredDataFault)) throw error;
    return { state: 'DIFFERS', events: 0, isEmpty: false, details: [error.message] };
  }
}

/** Two figures that should be one, in words. */
export function differenceText({ what, storedMinor, recountedMinor }: Difference): string {
  return `${what}: stored ${storedMinor}, counted ${recountedMinor}`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}
