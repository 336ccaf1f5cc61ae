import { expect, test } from 'vitest';
import { maxReceives } from '../deep/virtual-queue.ts';
import { deferredWorld, expectDecidedOnce, grantStatuses } from './deferred-world.ts';

const visibilityMs = 180_000;
const firstRetryMs = 5_000;

test('F31 dead letters that are redriven complete what is open, and nothing twice', async () => {
  const stage = await deferredWorld(4);
  const { clock, queue, world } = stage;
  clock.ms += firstRetryMs;
  for (let receives = 0; receives <= maxReceives; receives++) {
    queue.receive();
    clock.ms += visibilityMs;
  }
  expect(queue.dead).toHaveLength(4);
  const [first] = queue.dead;
  queue.put(String(first?.body));
  await world.work();
  expect(grantStatuses(stage)).toEqual({ ACCEPTED: 3, SUCCESS: 1 });
  expect(queue.redrive()).toBe(4);
  while ((await world.work()) > 0);
  expectDecidedOnce(stage, 4);
  expect(queue.waiting).toEqual([]);
});

test('F32 a dead letter that is past its retention is not missed: the check sends anew', async () => {
  const stage = await deferredWorld();
  const { clock, queue, world } = stage;
  clock.ms += firstRetryMs;
  for (let receives = 0; receives <= maxReceives; receives++) {
    queue.receive();
    clock.ms += visibilityMs;
  }
  expect(queue.dead.splice(0)).toHaveLength(1);
  expect(grantStatuses(stage)).toEqual({ ACCEPTED: 1 });
  expect((await world.checkDue()).requeued).toBe(1);
  expect(await world.work()).toBe(1);
  expectDecidedOnce(stage, 1);
});
