import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openBooks } from '../../shared/store/books-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import type { Item } from '../../shared/store/table.ts';
import { newWorld } from '../deep/world.ts';
import { newInstance } from '../instance.ts';
import { MemoryTable } from '../memory-table.ts';
import { own, stagedInstance, write } from '../stage-rows.ts';

const keyOf = ({ pk, sk }: Item) => ({ pk: String(pk), sk: String(sk) });
const nameOf = (item: Item): string => `${item['pk']}\n${item['sk']}`;

/** The rows before and after the second of two applications. */
async function twoGrants() {
  const world = newWorld();
  const { call, body, memory } = await stagedInstance(world.api);
  await write(memory, { books: openBooks(own) });
  await call('applyCreditGrant', body({ referenceNo: 'REF_1' }));
  const before = new Map(memory.items().map((item) => [nameOf(item), item]));
  world.clock.ms += 1_000;
  await call('applyCreditGrant', body({ referenceNo: 'REF_2' }));
  return { world, before, after: memory.items() };
}

/** A copy in which some rows of the last transaction are as they were before it. */
async function restored(stage: Awaited<ReturnType<typeof twoGrants>>, lost: readonly string[]) {
  const copy = new MemoryTable();
  for (const item of stage.after) {
    const isLost = lost.some((kind) => String(item['sk']).startsWith(`${kind}#`));
    const item1 = isLost ? stage.before.get(nameOf(item)) : item;
    if (item1 !== undefined) copy.place(keyOf(item), item1);
  }
  const books = await stage.world.checkFull(copy);
  const drifts = stage.world.notices.splice(0).filter(({ type }) => type === 'LedgerDrift');
  return { books, what: drifts.map(({ detail }) => String(detail['what'])) };
}

const moneyRows = ['FACILITY', 'GRANT', 'EVENT'];
const otherRows = ['SIG', 'REF', 'APPLICATION', 'INVOICE'];

test('F46 rows of one transaction that a restore has lost are reported, and what they are', async () => {
  const stage = await twoGrants();
  const some = fc.tuple(
    fc.subarray(moneyRows, { minLength: 1, maxLength: 2 }),
    fc.subarray(otherRows),
  );
  await fc.assert(
    fc.asyncProperty(some, async ([money, other]) => {
      const { books, what } = await restored(stage, [...money, ...other]);
      expect(books).toEqual({ tenants: 1, drifting: 1, complete: true });
      const product = 'facility AMAZON_VC_FACTORING_LOAN granted';
      const rowsDiffer = money.includes('FACILITY') !== money.includes('GRANT');
      const ledgerDiffers = money.includes('FACILITY') !== money.includes('EVENT');
      expect(what.includes(`${product}, recounted from its rows`)).toBe(rowsDiffer);
      expect(what.includes(`${product}, replayed from its ledger`)).toBe(ledgerDiffers);
    }),
    { numRuns: 60 },
  );
});

test('F46 a restore that has lost nothing, or a transaction whole, is at peace', async () => {
  const stage = await twoGrants();
  const peace = { books: { tenants: 1, drifting: 0, complete: true }, what: [] };
  expect(await restored(stage, [])).toEqual(peace);
  // The reference of another transaction of the same kind stays.
  expect(await restored(stage, [...moneyRows, ...otherRows])).toEqual(peace);
});

test('F51 a list of budget accounts is as long as one item can be: whole, and far below 6 MB', async () => {
  const { memory, call } = newInstance();
  // Some 400 KB, the most that an item of DynamoDB can hold.
  const accounts = Array.from({ length: 1_400 }, (_, n) => ({
    budgetAccountId: `BA_${n}`.padEnd(64, 'X'),
    budgetAccountName: '名'.repeat(50),
    status: 'ACTIVE',
    createdAt: '2026-11-21T10:30:00+08:00',
  }));
  const stored = { accounts, accountLimit: 1_400, contractStatus: 'SIGNED' };
  expect(Buffer.byteLength(JSON.stringify(stored))).toBeGreaterThan(400_000);
  memory.place(itemKeys.budgetAccounts(own), stored);
  const answer = await call('queryBudgetAccountInfo', {});
  expect(answer.outcome).toBe('S SUCCESS');
  expect(answer.body.budgetAccountList).toEqual(accounts);
  expect(Buffer.byteLength(answer.text)).toBeLessThan(1_000_000);
});

test('F51 one account more than the limit allows is no list at all', async () => {
  const { memory, call } = newInstance();
  const account = {
    budgetAccountId: 'BA_1',
    budgetAccountName: 'A',
    status: 'ACTIVE',
    createdAt: '2026-11-21T10:30:00+08:00',
  };
  const stored = { accounts: [account, account], accountLimit: 1, contractStatus: 'SIGNED' };
  memory.place(itemKeys.budgetAccounts(own), stored);
  const answer = await call('queryBudgetAccountInfo', {});
  expect(answer.outcome).toBe('F SYSTEM_ERROR');
  expect(Object.keys(answer.body)).toEqual(['result']);
});
