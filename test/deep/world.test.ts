import { expect, test } from 'vitest';
import { stagedInstance } from '../stage-rows.ts';
import { violations } from './invariants.ts';
import { newWorld } from './world.ts';

test('a deferred application is decided once the decision service is there again', async () => {
  const world = newWorld();
  const { body } = await stagedInstance(world.api);
  world.scripted.script = () => {
    throw new Error('down');
  };
  const applied = await world.api.call('applyCreditGrant', body());
  expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
  expect(violations(world.memory.items())).toEqual([]);
  await world.pass(10 * 60_000);
  world.scripted.script = () => ({ opinion: 'approve' });
  await world.pass(20 * 60_000);
  const inquired = await world.api.call('inquiryCreditGrant', { referenceNo: body().referenceNo });
  expect(inquired.body.creditGrantStatus).toBe('SUCCESS');
  expect(violations(world.memory.items())).toEqual([]);
  expect(world.queue.waiting).toEqual([]);
});
