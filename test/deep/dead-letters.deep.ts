import { expect, test } from 'vitest';
import { clientSecret } from '../memory-secrets.ts';
import { facilityItem, stagedInstance } from '../stage-rows.ts';
import { WatchedTable } from '../watched-table.ts';
import { violations } from './invariants.ts';
import { report, scaled, seed } from './scale.ts';
import { maxReceives } from './virtual-queue.ts';
import { newWorld } from './world.ts';

const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1_000, burst: 10_000 }) };
const visibilityMs = 180_000;
const amountMinor = 8_000n;
const count = scaled(100);

/** A world with that many deferred applications, and a table on which all work on them faults. */
async function poisoned() {
  const world = newWorld({ clients });
  const limit = { creditLimitMinor: 2n * amountMinor * BigInt(count) };
  const { body, call } = await stagedInstance(world.api, limit);
  world.scripted.script = () => {
    throw new Error('down');
  };
  for (let n = 0; n < count; n++) await call('applyCreditGrant', body({ referenceNo: `REF_${n}` }));
  world.scripted.script = () => ({ opinion: 'approve' });
  const broken = new WatchedTable(world.memory);
  broken.watch.beforeWrite = () => Promise.reject(new Error('a bug in the deployment'));
  world.clock.ms += 5_000;
  for (let receives = 0; receives <= maxReceives; receives++) {
    while ((await world.work(broken)) > 0);
    if (receives < maxReceives) expect(world.queue.dead).toEqual([]);
    world.clock.ms += visibilityMs;
  }
  return { world, call, limit };
}

type Poisoned = Awaited<ReturnType<typeof poisoned>>;

function statuses({ world }: Poisoned): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sk, status } of world.memory.items()) {
    if (!String(sk).startsWith('GRANT#')) continue;
    counts[String(status)] = (counts[String(status)] ?? 0) + 1;
  }
  return counts;
}

/** How many decisions the ledger holds, and of how many grants. */
function decisions({ world }: Poisoned) {
  const events = world.memory.items().filter(({ sk }) => String(sk).endsWith(':decided'));
  return { events: events.length, grants: new Set(events.map((it) => it['creditGrantNo'])).size };
}

function expectAllOnce(stage: Poisoned): void {
  const { world, limit } = stage;
  expect(statuses(stage)).toEqual({ SUCCESS: count });
  expect(decisions(stage)).toEqual({ events: count, grants: count });
  const grantedMinor = amountMinor * BigInt(count);
  expect(facilityItem(world.memory)).toMatchObject({
    grantedMinor,
    reservedMinor: 0n,
    headroomMinor: limit.creditLimitMinor - grantedMinor,
  });
  expect(violations(world.memory.items())).toEqual([]);
}

test('100 poisoned messages are dead after five receives, redriven, and completed once', async () => {
  const stage = await poisoned();
  const { world } = stage;
  // What the alarm goes by: letters in the dead-letter queue. Nothing is lost meanwhile.
  expect(world.queue.dead).toHaveLength(count);
  expect(world.queue.dead.map(({ receives }) => receives)).toEqual(Array(count).fill(maxReceives));
  expect(world.queue.waiting).toEqual([]);
  expect(statuses(stage)).toEqual({ ACCEPTED: count });
  expect(violations(world.memory.items())).toEqual([]);

  expect(world.queue.redrive()).toBe(count);
  while ((await world.work()) > 0);
  expectAllOnce(stage);
  expect(world.queue.waiting).toEqual([]);
  expect(world.queue.dead).toEqual([]);
  const { events } = decisions(stage);
  report('dead letters', { seed, poisoned: count, redriven: count, 'completed once': events });
});

test('letters of what the check has sent for since are redriven without effect', async () => {
  const stage = await poisoned();
  const { world } = stage;
  const { requeued } = await world.checkDue();
  expect(requeued).toBe(count);
  while ((await world.work()) > 0);
  expectAllOnce(stage);
  const before = world.memory.items();
  expect(world.queue.redrive()).toBe(count);
  while ((await world.work()) > 0);
  expect(world.memory.items()).toEqual(before);
  expect(world.queue.waiting).toEqual([]);
});

test('half of them completed, redriven twice over and out of order: each once', async () => {
  const stage = await poisoned();
  const { world } = stage;
  const letters = world.queue.dead.map(({ body }) => body);
  world.queue.redrive();
  for (let worked = 0; worked < count / 2; ) worked += await world.work();
  for (const body of letters.toReversed()) world.queue.put(body);
  world.queue.waiting.reverse();
  while ((await world.work()) > 0);
  expectAllOnce(stage);
  expect(world.queue.waiting).toEqual([]);
});
