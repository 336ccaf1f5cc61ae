import { expect, test } from 'vitest';
import { moveQuota } from '../../../shared/store/fx-quota-store.ts';
import { MemoryTable } from '../../memory-table.ts';
import { own, unbounded, write } from '../../stage-rows.ts';

const name = { accumulationMethod: 'USER_ID', accumulationId: 'U1', currency: 'USD' } as const;

test.each([
  [299n, true, 1n],
  [300n, true, 0n],
  [301n, false, 300n],
])('of a quota of 300, %s is taken: %s', async (amountMinor, committed, leftMinor) => {
  const table = new MemoryTable();
  await write(table, { quota: moveQuota(own, name, 100n) });
  await write(table, { quota: moveQuota(own, name, 200n) });
  const taken = await table.write({ quota: moveQuota(own, name, -amountMinor) }, unbounded);
  expect(taken.committed).toBe(committed);
  expect(table.items()).toMatchObject([{ availableMinor: leftMinor, currency: 'USD' }]);
});

test('nothing is taken from a quota that there is not', async () => {
  const table = new MemoryTable();
  const taken = await table.write({ quota: moveQuota(own, name, -1n) }, unbounded);
  expect(taken.committed).toBe(false);
  expect(table.items()).toEqual([]);
});
