import { expect, test } from 'vitest';
import type { Table } from '../../shared/store/table.ts';
import { violations } from '../deep/invariants.ts';
import { facilityItem } from '../stage-rows.ts';
import { gate, WatchedTable } from '../watched-table.ts';
import { deferredWorld, grantStatuses, rowsOf } from './deferred-world.ts';
import { expectReleased, grantedWorld, sweep } from './granted-world.ts';

const hourMs = 3_600_000;

test('F21 for 25 h nothing can be sent: the check sends for it then, and none is lost', async () => {
  const stage = await deferredWorld(0);
  const { world, clock, queue } = stage;
  queue.refuseSends = () => new Error('refused');
  world.scripted.script = () => {
    throw new Error('down');
  };
  const startedAt = clock.ms;
  expect((await stage.apply('EARLY')).body.creditGrantStatus).toBe('ACCEPTED');
  for (let minute = 10; minute <= 25 * 60; minute += 10) {
    clock.ms = startedAt + minute * 60_000;
    await world.checkDue().catch(() => undefined);
    if (minute === 24 * 60) expect((await stage.apply('LATE')).outcome).toBe('S SUCCESS');
  }
  expect(queue.waiting).toEqual([]);
  expect(grantStatuses(stage)).toEqual({ ACCEPTED: 2 });
  queue.refuseSends = undefined;
  world.scripted.script = () => ({ opinion: 'approve' });
  expect((await world.checkDue()).requeued).toBe(2);
  while ((await world.work()) > 0);
  // The first one's time to be decided was over after 635 minutes; its room is free again.
  expect(grantStatuses(stage)).toEqual({ FAILED: 1, SUCCESS: 1 });
  expect(facilityItem(stage.memory)).toMatchObject({ reservedMinor: 0n, grantedMinor: 8_000n });
  expect(violations(stage.memory.items())).toEqual([]);
});

test('F22 a schedule that was silent for 25 h catches up in one run, nothing twice', async () => {
  const stage = await grantedWorld(60);
  const { world, clock, expiresAt } = stage;
  clock.ms = expiresAt + 25 * hourMs;
  expect(await world.checkDue()).toEqual({ expired: 60, requeued: 0 });
  expectReleased(stage);
  const before = rowsOf(stage);
  expect(await world.checkDue()).toEqual({ expired: 0, requeued: 0 });
  expect(rowsOf(stage)).toEqual(before);
  expect(world.notices.filter(({ type }) => type === 'GrantExpired')).toHaveLength(60);
});

test('F22 and sends once for each application whose message was lost meanwhile', async () => {
  const stage = await deferredWorld(40);
  const { world, clock, queue } = stage;
  queue.waiting.splice(0);
  clock.ms += 25 * hourMs;
  expect((await world.checkDue()).requeued).toBe(40);
  expect((await world.checkDue()).requeued).toBe(0);
  while ((await world.work()) > 0);
  expect(grantStatuses(stage)).toEqual({ FAILED: 40 });
  expect(violations(stage.memory.items())).toEqual([]);
});

test.each([
  [10, 'overlap'],
  [0, 'run one after the other'],
])('F33 %i checks that overlap, or two in a row, are as one: they %s', async (overlapping) => {
  const stage = await grantedWorld(10);
  const { world, clock, expiresAt } = stage;
  // A day was skipped before.
  clock.ms = expiresAt + 24 * hourMs;
  if (overlapping > 0) {
    const runs = await Promise.all(Array.from({ length: overlapping }, () => world.checkDue()));
    expect(runs.reduce((sum, { expired }) => sum + expired, 0)).toBe(10);
    await Promise.all(Array.from({ length: overlapping }, () => world.checkFull()));
  } else {
    expect((await world.checkDue()).expired).toBe(10);
    expect((await world.checkDue()).expired).toBe(0);
    await world.checkFull();
    await world.checkFull();
  }
  expectReleased(stage);
  expect(world.notices.filter(({ type }) => type === 'LedgerDrift')).toEqual([]);
});

test.each(Array.from({ length: 6 }, (_, index) => index + 1))(
  'F36 a sweep killed after its write %i is finished by the next, nothing released twice',
  async (nth) => {
    const stage = await grantedWorld(5);
    const table = new WatchedTable(stage.memory);
    const dead = gate();
    let writes = 0;
    table.watch.afterWrite = () => {
      writes += 1;
      return writes === nth ? dead.wait() : undefined;
    };
    await Promise.race([sweep(stage, stage.expiresAt, table), dead.reached]);
    expect(violations(stage.memory.items())).toEqual([]);
    expect(await sweep(stage, stage.expiresAt)).toBe(5 - (nth - 1));
    expectReleased(stage);
  },
);

test('F37 what a lagging index still names is refused by the row itself', async () => {
  const stage = await grantedWorld(5);
  const { memory, expiresAt, world, clock } = stage;
  const pages = new Map<string, ReturnType<Table['page']>>();
  const lagging: Table = {
    read: (keys, bounds) => memory.read(keys, bounds),
    write: (transaction, bounds) => memory.write(transaction, bounds),
    list: (query, bounds) => memory.list(query, bounds),
    page(query, bounds) {
      const name = `${query.index} ${query.partition}`;
      const page = pages.get(name) ?? memory.page(query, bounds);
      pages.set(name, page);
      return page;
    },
  };
  clock.ms = expiresAt;
  expect(await world.checkDue(lagging)).toEqual({ expired: 5, requeued: 0 });
  const before = rowsOf(stage);
  expect(await world.checkDue(lagging)).toEqual({ expired: 0, requeued: 0 });
  expect(rowsOf(stage)).toEqual(before);
  expectReleased(stage);
});
