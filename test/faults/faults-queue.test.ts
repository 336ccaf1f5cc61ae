import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { retryHandler } from '../../shared/runtime/retry-handler.ts';
import { maxReceives } from '../deep/virtual-queue.ts';
import { contextOf, rows } from '../instance.ts';
import { gate, WatchedTable } from '../watched-table.ts';
import { deferredWorld, expectDecidedOnce, grantStatuses, rowsOf } from './deferred-world.ts';

const visibilityMs = 180_000;
const firstRetryMs = 5_000;

type Stage = Awaited<ReturnType<typeof deferredWorld>>;

/** Hands a batch to a worker of its own. */
function handOver({ world }: Stage, batch: readonly unknown[], table?: WatchedTable) {
  const handler = retryHandler(() => world.backOffice(table));
  return handler({ Records: batch }, contextOf(rows.applyCreditGrant));
}

test('F23 a message that is delivered five times over has one effect', async () => {
  const stage = await deferredWorld();
  const { clock, queue } = stage;
  clock.ms += firstRetryMs;
  const batch = queue.receive();
  const deliveries = Array.from({ length: 5 }, () => handOver(stage, batch));
  for (const { batchItemFailures } of await Promise.all(deliveries)) {
    expect(batchItemFailures).toEqual([]);
  }
  expectDecidedOnce(stage, 1);
});

test('F24 an old message that comes after a newer one is without effect', async () => {
  const stage = await deferredWorld();
  const { clock, queue, world } = stage;
  const [old] = queue.waiting.map(({ body }) => body);
  world.scripted.script = () => ({ opinion: 'pending' });
  clock.ms += firstRetryMs;
  await world.work();
  const [before, waiting] = [rowsOf(stage), queue.waiting.length];
  expect(waiting).toBe(1);
  queue.put(String(old));
  world.scripted.script = () => expect.fail('asked for a stale message');
  expect(await world.work()).toBe(1);
  expect(rowsOf(stage)).toEqual(before);
  expect(queue.waiting).toHaveLength(1);
});

test('F25 a message that becomes visible in the midst of its work has one effect', async () => {
  const stage = await deferredWorld();
  const { clock, queue, world, memory } = stage;
  clock.ms += firstRetryMs;
  const slow = new WatchedTable(memory);
  const held = gate();
  slow.watch.beforeWrite = held.wait;
  const batch = queue.receive();
  const first = handOver(stage, batch, slow);
  await held.reached;
  clock.ms += visibilityMs;
  expect(await world.work()).toBe(1);
  const before = rowsOf(stage);
  slow.watch = {};
  held.open();
  // The time of the first is over: it says so of a message that is gone, or deletes it again.
  const { batchItemFailures } = await first;
  expect(batchItemFailures).toEqual([{ itemIdentifier: batch[0]?.messageId }]);
  for (const { messageId } of batch) queue.delete(messageId);
  expect(queue.waiting).toEqual([]);
  expect(rowsOf(stage)).toEqual(before);
  expectDecidedOnce(stage, 1);
});

test('F26 of a batch of 10 whose worker dies after 4, all are decided, each once', async () => {
  const stage = await deferredWorld(10);
  const { clock, queue, world } = stage;
  clock.ms += firstRetryMs;
  const dead = gate();
  let asked = 0;
  world.scripted.script = async () => {
    asked += 1;
    if (asked === 5) await dead.wait();
    return { opinion: 'approve' };
  };
  void handOver(stage, queue.receive(10));
  await dead.reached;
  expect(grantStatuses(stage)).toEqual({ ACCEPTED: 6, SUCCESS: 4 });
  clock.ms += visibilityMs;
  while ((await world.work()) > 0);
  expect(asked).toBe(5 + 6);
  expectDecidedOnce(stage, 10);
  dead.open();
  expect(queue.waiting).toEqual([]);
});

test('F27 beside one poison nine succeed, and it is dead after five receives', async () => {
  const stage = await deferredWorld(9);
  const { clock, queue, world, faults } = stage;
  queue.put('{"referenceNo":"poison"}');
  clock.ms += firstRetryMs;
  while ((await world.work()) > 0);
  expectDecidedOnce(stage, 9);
  for (let receives = 1; receives < maxReceives; receives++) {
    clock.ms += visibilityMs;
    expect(await world.work()).toBe(1);
  }
  expect(queue.dead).toEqual([]);
  clock.ms += visibilityMs;
  expect(await world.work()).toBe(0);
  expect(queue.dead.map(({ body }) => body)).toEqual(['{"referenceNo":"poison"}']);
  expect(faults).toHaveLength(5);
});

test('F28 whatever a batch holds, its answer is a list of ids of that very batch', async () => {
  const stage = await deferredWorld(2);
  const { clock, queue, faults } = stage;
  for (const body of ['', 'null', '[]', '{}', '{"attempts":-1}', 'x'.repeat(100_000)]) {
    queue.put(body);
  }
  clock.ms += firstRetryMs;
  const batch = queue.receive(10);
  const { batchItemFailures } = await handOver(stage, batch);
  const bad = batch.slice(2).map(({ messageId }) => ({ itemIdentifier: messageId }));
  expect(batchItemFailures).toEqual(bad);
  expect(await handOver(stage, [])).toEqual({ batchItemFailures: [] });
  expect(faults.filter((fault) => fault.startsWith('unreadable'))).toHaveLength(6);
  expectDecidedOnce(stage, 2);
});

test('F29 no code of ours changes a visibility: what failed waits for the queue itself', async () => {
  const sources = ['shared', 'functions'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => readFileSync(join(folder, name), 'utf8')),
  );
  expect(sources.filter((text) => text.includes('ChangeMessageVisibility'))).toEqual([]);
  const stage = await deferredWorld();
  const { clock, queue, world, memory } = stage;
  clock.ms += firstRetryMs;
  const broken = new WatchedTable(memory);
  broken.watch.beforeWrite = () => Promise.reject(new Error('lost'));
  expect(await world.work(broken)).toBe(1);
  clock.ms += visibilityMs - 1;
  expect(await world.work()).toBe(0);
  clock.ms += 1;
  expect(await world.work()).toBe(1);
  expect(queue.waiting).toEqual([]);
  expectDecidedOnce(stage, 1);
});

test('F30 a message that no worker was free for is worked on later, once', async () => {
  const stage = await deferredWorld(3);
  const { clock, queue, world } = stage;
  clock.ms += firstRetryMs;
  for (let receives = 1; receives < maxReceives; receives++) {
    expect(queue.receive()).toHaveLength(3);
    expect(queue.waiting.map((message) => message.receives)).toEqual([1, 1, 1].map(() => receives));
    clock.ms += visibilityMs;
  }
  expect(await world.work()).toBe(3);
  expect(queue.dead).toEqual([]);
  expectDecidedOnce(stage, 3);
});
