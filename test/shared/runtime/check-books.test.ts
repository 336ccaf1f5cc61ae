import { expect, test } from 'vitest';
import { itemKeys } from '../../../shared/store/item-key.ts';
import type { World } from '../../deep/world.ts';
import { gate } from '../../watched-table.ts';
import { listing, tenantOf, worldOf } from './books-stage.ts';

const progressOf = ({ memory }: World) => memory.items().find(({ pk }) => pk === 'CHECK');

test('the full check counts every tenant once, and is then finished', async () => {
  const world = await worldOf(40);
  const { table, counted } = listing(world, () => undefined);
  expect(await world.checkFull(table)).toEqual({ tenants: 40, drifting: 0, complete: true });
  expect(new Set(counted).size).toBe(40);
  expect(counted).toHaveLength(40);
  expect(progressOf(world)?.['unfinishedSince']).toBeUndefined();
  expect(await world.checkDue()).toEqual({ requeued: 0, expired: 0 });
  expect(Object.fromEntries(world.counts)).toMatchObject({
    TenantsRecounted: 40,
    TenantsBusy: 0,
    TenantsPassedOver: 0,
    BooksIncomplete: 0,
  });
});

test('what a run has no time for, the minutes after it do: nobody is left out or counted twice', async () => {
  const world = await worldOf(40);
  // Twelve seconds a tenant: two dozen of them fill a run.
  const { table, counted } = listing(world, ({ skPrefix }) => {
    if (skPrefix === 'EVENT#') world.clock.ms += 12_000;
  });
  const startedAt = BigInt(world.clock.ms);
  const first = await world.checkFull(table);
  expect(first).toEqual({ tenants: 24, drifting: 0, complete: false });
  expect(progressOf(world)).toMatchObject({ unfinishedSince: startedAt });
  expect(world.counts.get('BooksIncomplete')).toBe(1);
  const { books } = await world.checkDue(table);
  expect(books).toEqual({ tenants: 16, drifting: 0, complete: true });
  expect(new Set(counted.slice(0, 24)).size).toBe(24);
  // The one that the first run had begun with too little left was begun anew.
  expect(new Set(counted).size).toBe(40);
  expect(world.faults).toEqual([]);
  expect((await world.checkDue(table)).books).toBeUndefined();
});

test('a tenant that takes more than each of two whole runs is passed over, and told of', async () => {
  const world = await worldOf(20);
  const slowest = itemKeys.books(tenantOf(7)).pk;
  const { table, counted } = listing(world, ({ pk, skPrefix }) => {
    if (pk === slowest && skPrefix === 'EVENT#') world.clock.ms += 292_000;
  });
  const outcomes: unknown[] = [await world.checkFull(table).catch(String)];
  while (progressOf(world)?.['unfinishedSince'] !== undefined && outcomes.length < 5) {
    outcomes.push(await world.checkDue(table).catch(String));
  }
  expect(outcomes).toHaveLength(4);
  const why = 'its books take longer to count than a check can last';
  expect(outcomes[1]).toMatchObject({ books: { tenants: 0, complete: false } });
  expect(outcomes[2]).toBe(`CheckFailed: not done: 1; the first: Error: ${why}`);
  expect(world.notices).toEqual([
    {
      type: 'BooksIncomplete',
      id: 'PARTNER_1:C7:incomplete:2026-11-21',
      detail: { ...tenantOf(7), why },
    },
  ]);
  expect(world.counts.get('TenantsPassedOver')).toBe(1);
  expect(new Set(counted).size).toBe(20);
});

test('a tenant that took all the time once, and then does not, is counted', async () => {
  const world = await worldOf(3);
  const hangs: { ms: number } = { ms: 292_000 };
  const { table, counted } = listing(world, () => {
    world.clock.ms += hangs.ms;
  });
  expect(await world.checkFull(table)).toEqual({ tenants: 0, drifting: 0, complete: false });
  hangs.ms = 0;
  expect((await world.checkDue(table)).books).toMatchObject({ tenants: 3, complete: true });
  expect(new Set(counted).size).toBe(3);
  expect(world.notices).toEqual([]);
});

test('a tenant whose rows cannot be read is passed over, and the run fails at its end', async () => {
  const world = await worldOf(20);
  const broken = itemKeys.books(tenantOf(7)).pk;
  const { table, counted } = listing(world, ({ pk }) => {
    if (pk === broken) throw new Error('throttled');
  });
  await expect(world.checkFull(table)).rejects.toThrow('not done: 1; the first: Error: throttled');
  expect(counted).toHaveLength(19);
  expect(world.counts.get('TenantsRecounted')).toBe(19);
  expect(world.counts.get('TenantsPassedOver')).toBe(1);
  expect(world.faults).toEqual(['books of PARTNER_1 C7: Error: throttled']);
  expect(progressOf(world)?.['unfinishedSince']).toBeUndefined();
});

test.each(Array.from({ length: 8 }, (_, at) => at + 1))(
  'a full check that is killed after its write %i is gone on with in the next minute',
  async (nth) => {
    const world = await worldOf(6);
    const { table, counted } = listing(world, () => undefined);
    const dead = gate();
    let writes = 0;
    table.watch.afterWrite = () => {
      writes += 1;
      return writes === nth ? dead.wait() : undefined;
    };
    await Promise.race([world.checkFull(table), dead.reached]);
    table.watch = {};
    // The eighth write says that it is finished: nothing is left.
    const { books } = await world.checkDue(table);
    expect(books?.complete).toBe(nth === 8 ? undefined : true);
    expect(counted).toHaveLength(6);
    expect(await world.checkFull(table)).toEqual({ tenants: 6, drifting: 0, complete: true });
  },
);

test.each(['begin', 'go on'])(
  'of two runs that %s at once one goes on, and the other stops',
  async (at) => {
    const world = await worldOf(20);
    const slow: { ms: number } = { ms: at === 'begin' ? 0 : 60_000 };
    const { table, counted } = listing(world, ({ skPrefix }) => {
      if (skPrefix === 'EVENT#') world.clock.ms += slow.ms;
    });
    if (at === 'go on') expect(await world.checkFull(table)).toMatchObject({ complete: false });
    slow.ms = 0;
    const before = counted.length;
    const check = async () =>
      at === 'begin' ? world.checkFull(table) : (await world.checkDue(table)).books;
    const answers = await Promise.all([check(), check()]);
    expect(answers.filter((books) => books?.complete)).toHaveLength(1);
    expect(new Set(counted).size).toBe(20);
    // No more than the one tenant that both were at, and the one that the first run was cut off in.
    expect(counted.length - before).toBeLessThanOrEqual(
      20 - new Set(counted.slice(0, before)).size + 2,
    );
  },
);

test('the day finishes what the day before has left, and then begins anew', async () => {
  const world = await worldOf(20);
  const slow: { ms: number } = { ms: 30_000 };
  const { table } = listing(world, ({ skPrefix }) => {
    if (skPrefix === 'EVENT#') world.clock.ms += slow.ms;
  });
  expect(await world.checkFull(table)).toMatchObject({ tenants: 9, complete: false });
  slow.ms = 0;
  expect(await world.checkFull(table)).toEqual({ tenants: 31, drifting: 0, complete: true });
});

test('the progress of an earlier version is read as it was', async () => {
  const world = await worldOf(3);
  world.memory.place(itemKeys.checkProgress('books'), { partition: 16 });
  expect(await world.checkFull()).toEqual({ tenants: 3, drifting: 0, complete: true });
});
