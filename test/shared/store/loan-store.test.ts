import { describe, expect, test } from 'vitest';
import type { CreditGrant } from '../../../shared/domain/credit-grant.ts';
import { putCreditGrant } from '../../../shared/store/credit-grant-store.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import {
  drawOnGrant,
  putDrawdown,
  repayDrawdown,
  repayOnGrant,
} from '../../../shared/store/loan-store.ts';
import type { Action, Item } from '../../../shared/store/table.ts';
import { MemoryTable } from '../../memory-table.ts';
import { own, unbounded, write } from '../../stage-rows.ts';

const expiresAt = 1_797_897_600_000;
const won = {
  status: 'SUCCESS',
  dueDate: '20261220',
  expiresAt,
  unusedMinor: 700n,
  outstandingMinor: 300n,
  expired: false,
} as const;
const grant: CreditGrant = {
  creditGrantNo: 'CG1',
  referenceNo: 'REF_1',
  amountMinor: 1_000n,
  currency: 'USD',
  annualPercentageRate: '0.05',
  decideBy: 1,
  state: won,
};
const drawdown = {
  drawdownNo: 'D1',
  creditGrantNo: 'CG1',
  amountMinor: 300n,
  outstandingMinor: 300n,
  dueAt: 2,
};

/** Whether a write holds on a grant with a loan on it, their rows changed since they were read. */
async function holds(action: Action, changes: Item = {}): Promise<boolean> {
  const table = new MemoryTable();
  await write(table, {
    grant: putCreditGrant(own, grant, 0),
    drawdown: putDrawdown(own, drawdown),
  });
  const key = itemKeys.creditGrant(own, 'CG1');
  const item = table.items().find(({ sk }) => sk === key.sk);
  table.place(key, { ...item, ...changes });
  return (await table.write({ action }, unbounded)).committed;
}

describe('a loan is drawn', () => {
  test.each([
    [699n, true],
    [700n, true],
    [701n, false],
  ])('of what is unused, of 700: %s is %s', async (amountMinor, expected) => {
    expect(await holds(drawOnGrant(own, grant, amountMinor, 1))).toBe(expected);
  });

  test.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('%i ms from the expiry: %s', async (ms, expected) => {
    expect(await holds(drawOnGrant(own, grant, 1n, expiresAt + ms))).toBe(expected);
  });

  test.each<[string, Item]>([
    ['noted as expired meanwhile', { expired: true }],
    ['of another status meanwhile', { status: 'FAILED' }],
    ['drawn on meanwhile, so that too little is left', { unusedMinor: 0n }],
  ])('not on a grant %s', async (_what, changes) => {
    expect(await holds(drawOnGrant(own, grant, 1n, 1), changes)).toBe(false);
  });

  test('under a number that is used once', async () => {
    expect(await holds(putDrawdown(own, drawdown))).toBe(false);
    expect(await holds(putDrawdown(own, { ...drawdown, drawdownNo: 'D2' }))).toBe(true);
  });
});

describe('a loan is repaid', () => {
  test.each([
    [299n, true],
    [300n, true],
    [301n, false],
  ])('no more than is outstanding, of 300: %s is %s', async (amountMinor, expected) => {
    expect(await holds(repayDrawdown(own, drawdown, amountMinor))).toBe(expected);
  });

  test.each<[string, Item, boolean]>([
    ['as it was read', {}, true],
    ['noted as expired since', { expired: true }, false],
    ['drawn on or repaid since', { outstandingMinor: 299n }, false],
  ])('on a grant that is %s: %o', async (_what, changes, expected) => {
    expect(await holds(repayOnGrant(own, grant, 300n), changes)).toBe(expected);
  });

  test('on a grant that was read as expired only while it is', async () => {
    const read = { ...grant, state: { ...won, expired: true } };
    expect(await holds(repayOnGrant(own, read, 300n), { expired: true })).toBe(true);
    expect(await holds(repayOnGrant(own, read, 300n), { expired: false })).toBe(false);
  });
});
