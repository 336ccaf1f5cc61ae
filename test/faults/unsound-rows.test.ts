import { expect, test } from 'vitest';
import { itemKeys } from '../../shared/store/item-key.ts';
import { exists, type ItemKey } from '../../shared/store/table.ts';
import type { MemoryTable } from '../memory-table.ts';
import { own, write } from '../stage-rows.ts';
import { deferredWorld, expectDecidedOnce } from './deferred-world.ts';
import { grantedWorld } from './granted-world.ts';

const lose = (memory: MemoryTable, key: ItemKey) =>
  write(memory, { lost: { action: 'delete', key, when: [exists] } });

const driftTexts = (notices: readonly { readonly type: string; readonly detail: object }[]) =>
  notices.filter(({ type }) => type === 'LedgerDrift').map(({ detail }) => detail);

test('a grant that has lost its application holds up no other: it is told of at every check', async () => {
  const stage = await grantedWorld(60);
  const { world, clock, memory, grants, expiresAt } = stage;
  const creditGrantNo = String(grants[0]?.['creditGrantNo']);
  await lose(memory, itemKeys.application(own, creditGrantNo));
  clock.ms = expiresAt;
  const failure = 'not done: 1; the first: StoredDataFault: a live grant lacks its';
  await expect(world.checkDue()).rejects.toThrow(failure);
  expect(world.counts.get('ExpiredGrants')).toBe(59);
  await expect(world.checkDue()).rejects.toThrow(failure);
  expect(world.counts.get('ExpiredGrants')).toBe(59);
  expect(world.counts.get('CheckFaults')).toBe(2);
  const what = `grant ${creditGrantNo}: a live grant lacks its facility or its application`;
  expect(driftTexts(world.notices)).toEqual([
    { ...own, what },
    { ...own, what },
  ]);
  expect(world.faults).toHaveLength(2);
});

test('an undecided grant that does not parse holds up no other', async () => {
  const stage = await deferredWorld(30);
  const { world, clock, memory, queue } = stage;
  const key = itemKeys.creditGrant(own, 'BROKEN');
  const sound = memory.items().find(({ sk }) => String(sk).startsWith('GRANT#'));
  memory.place(key, { ...sound, amountMinor: 'much' });
  queue.waiting.splice(0);
  clock.ms += 10 * 60_000;
  await expect(world.checkDue()).rejects.toThrow('does not parse at amountMinor');
  expect(world.counts.get('GrantsRequeued')).toBe(30);
  expect(driftTexts(world.notices)).toEqual([
    { ...own, what: 'grant BROKEN: a stored GRANT item does not parse at amountMinor' },
  ]);
  await lose(memory, key);
  while ((await world.work()) > 0);
  expectDecidedOnce(stage, 30);
});
