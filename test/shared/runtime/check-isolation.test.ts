import { describe, expect, test } from 'vitest';
import { checkHandler } from '../../../shared/runtime/check-handler.ts';
import { openBooks } from '../../../shared/store/books-store.ts';
import type { Table } from '../../../shared/store/table.ts';
import { bodyOf } from '../../deep/crash-stage.ts';
import { contextOf } from '../../instance.ts';
import { own, write } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { facilityOf, itemOf, officeWorld, termMs, waitingWorld } from './office-stage.ts';

const busDown = () => new Error('no bus');

/** A world with a grant that has expired, and an application whose message is lost. */
async function dueWorld() {
  const stage = await officeWorld();
  const { world } = stage;
  world.clock.ms += termMs;
  world.scripted.script = () => ({ opinion: 'pending' });
  const fileKey = String(itemOf(world, 'ATTACHMENT#')?.['sk']).slice('ATTACHMENT#'.length);
  const body = { ...bodyOf(fileKey, 'REF_2'), invoiceDate: '20261219' };
  const applied = await world.api.call('applyCreditGrant', body);
  expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
  world.queue.waiting.splice(0);
  world.clock.ms += 3 * 60_000;
  return stage;
}

test('a bus that is down holds up no application: it is sent for, and the run fails at its end', async () => {
  const { world, creditGrantNo } = await dueWorld();
  world.bus.refuses = busDown;
  await expect(world.checkDue()).rejects.toThrow('not done: 1; the first: Error: no bus');
  expect(world.queue.waiting).toHaveLength(1);
  expect(itemOf(world, `GRANT#${creditGrantNo}`)?.['expired']).toBe(false);
  world.bus.refuses = undefined;
  expect(await world.checkDue()).toEqual({ requeued: 0, expired: 1 });
});

test('a queue that is down holds up no expiry', async () => {
  const { world } = await dueWorld();
  world.queue.refuseSends = () => new Error('no queue');
  await expect(world.checkDue()).rejects.toThrow('not done: 1; the first: Error: no queue');
  expect(world.notices.map(({ type }) => type)).toEqual(['GrantExpired']);
  expect(facilityOf(world)).toMatchObject({ grantedMinor: 0n });
  expect(world.counts.get('ExpiredGrants')).toBe(1);
  expect(world.counts.get('CheckFaults')).toBe(1);
});

test('neither holds up the full check', async () => {
  const { world } = await dueWorld();
  await write(world.memory, { books: openBooks(own) });
  world.bus.refuses = busDown;
  world.queue.refuseSends = () => new Error('no queue');
  await expect(world.checkFull()).rejects.toThrow('not done: 2; the first: Error: no queue');
  expect(world.counts.get('TenantsRecounted')).toBe(1);
  expect(world.counts.get('BooksIncomplete')).toBe(0);
});

test.each(['due-grants', 'expiring-grants', 'books'])(
  'an index %s that cannot be read holds up nothing else',
  async (index) => {
    const { world } = await dueWorld();
    const table = new WatchedTable(world.memory);
    table.page = (query, bounds) =>
      query.index === index ? Promise.reject(new Error('gone')) : world.memory.page(query, bounds);
    const handler = checkHandler(() => world.backOffice(table));
    const faults = index === 'books' ? 1 : 16;
    await expect(handler({ check: 'full' }, contextOf({ time: minutes(5) }))).rejects.toThrow(
      `not done: ${faults}; the first: Error: gone`,
    );
    expect(world.queue.waiting).toHaveLength(index === 'due-grants' ? 0 : 1);
    expect(world.notices.some(({ type }) => type === 'GrantExpired')).toBe(
      index !== 'expiring-grants',
    );
    expect(world.counts.has('TenantsRecounted')).toBe(true);
  },
);

test('a message too many of a check that overlaps is not counted as sent for', async () => {
  const { world } = await waitingWorld();
  world.queue.waiting.splice(0);
  world.clock.ms += 10 * 60_000;
  const table = new WatchedTable(world.memory);
  let overlaps = true;
  table.watch.beforeWrite = async () => {
    if (!overlaps) return;
    overlaps = false;
    expect((await world.checkDue()).requeued).toBe(1);
  };
  expect((await world.checkDue(table)).requeued).toBe(0);
  expect(world.queue.waiting).toHaveLength(2);
});

describe('a backlog that outlasts a run', () => {
  /** Each read takes so long. */
  const slow = (world: Awaited<ReturnType<typeof dueWorld>>['world'], readMs: number): Table => {
    const table = new WatchedTable(world.memory);
    table.watch.beforeRead = async () => {
      world.clock.ms += readMs;
    };
    return table;
  };

  test('has its third of the time, and no more: the others have theirs', async () => {
    const { world } = await waitingWorld();
    const grant = itemOf(world, 'GRANT#');
    for (let n = 0; n < 40; n++) {
      const sk = `GRANT#CG${n}`;
      world.memory.place({ pk: String(grant?.['pk']), sk }, { ...grant, creditGrantNo: `CG${n}` });
    }
    world.queue.waiting.splice(0);
    world.clock.ms += 10 * 60_000;
    const startedAt = world.clock.ms;
    const { requeued } = await world.checkDue(slow(world, 9_000));
    // A third of 299 s, eight of them kept free, at 9 s each.
    expect(requeued).toBe(11);
    expect(world.clock.ms - startedAt).toBeLessThan(120_000);
    expect(world.faults).toEqual([]);
  });

  test('begins with another partition each minute', async () => {
    const { world } = await officeWorld();
    const partitions = new Set<string>();
    for (let minute = 0; minute < 16; minute++) {
      let first: string | undefined;
      const table = new WatchedTable(world.memory);
      table.page = (query, bounds) => {
        first ??= query.partition;
        return world.memory.page(query, bounds);
      };
      await world.checkDue(table);
      partitions.add(String(first));
      world.clock.ms += 60_000;
    }
    expect([...partitions].sort().join('')).toBe('0123456789ABCDEF');
  });
});

function minutes(many: number) {
  return { deadlineMs: many * 60_000, lambdaTimeoutSeconds: many * 60 };
}
