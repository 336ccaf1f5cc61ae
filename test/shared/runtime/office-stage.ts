import type { BackOfficeEventInput } from '../../../shared/catalogue/back-office.ts';
import type { Item } from '../../../shared/store/table.ts';
import { eventOf, granted, staged, termMs } from '../../deep/crash-stage.ts';
import { newWorld, type World } from '../../deep/world.ts';
import { WatchedTable } from '../../watched-table.ts';

export { eventOf, termMs };

/** A world with a facility of 10,000.00 USD, and a grant of 800.00 on it. */
export async function officeWorld() {
  const world = newWorld();
  await staged(world);
  return { world, creditGrantNo: await granted(world) };
}

/** A world in which one application of 800.00 USD waits, as the decision service was unsure. */
export async function waitingWorld(opinion: 'pending' | 'review' = 'pending') {
  const world = newWorld();
  await staged(world);
  world.scripted.script = () => ({ opinion: 'pending' });
  const creditGrantNo = await granted(world, 'REF_1', opinion === 'review' ? '700000' : '100000');
  world.scripted.script = () => ({ opinion: 'approve' });
  return { world, creditGrantNo };
}

/** The partner's own item with this sort key, or the one that begins so. */
export function itemOf(world: World, sk: string): Item | undefined {
  return world.memory.items().find((item) => String(item['sk']).startsWith(sk));
}

/** The facility's item. */
export function facilityOf(world: World): Item | undefined {
  return itemOf(world, 'FACILITY#');
}

/** A table on which something else happens just before the first write. */
export function meanwhile(world: World, happens: () => Promise<unknown>): WatchedTable {
  const table = new WatchedTable(world.memory);
  let happened = false;
  table.watch.beforeWrite = () => {
    if (happened) return;
    happened = true;
    return happens();
  };
  return table;
}

/** A loan of 300.00 USD on a grant. */
export function drawn(
  creditGrantNo: string,
  changes: Readonly<Record<string, string>> = {},
  eventId = 'E-DRAWN',
): BackOfficeEventInput {
  const due = { dueDate: '20270120', timeZone: 'UTC' };
  const data = { creditGrantNo, drawdownNo: 'D1', amountMinor: '30000', ...due, ...changes };
  return eventOf(eventId, 'loan.drawn', data);
}

/** A repayment of the loan, of 100.00 USD unless another amount is given. */
export function repaid(amountMinor = '10000', eventId = 'E-REPAID'): BackOfficeEventInput {
  return eventOf(eventId, 'loan.repaid', { drawdownNo: 'D1', amountMinor });
}
