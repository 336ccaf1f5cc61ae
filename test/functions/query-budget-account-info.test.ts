import { describe, expect, test } from 'vitest';
import { addCustomer } from '../../shared/store/access-store.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import type { Item } from '../../shared/store/table.ts';
import { newInstance } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { customer, own, write } from '../stage-rows.ts';

const account = {
  budgetAccountId: 'BA_1',
  budgetAccountName: 'Marketing',
  status: 'ACTIVE',
  createdAt: '2026-11-21T10:30:00+08:00',
} as const;
const success = { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' };
const contractInfoList = [{ contractName: 'Agreement', contractUrl: 'https://c.example/a' }];

async function query(stored?: Item, body: unknown = {}) {
  const { memory, call } = newInstance();
  if (stored !== undefined) memory.place(itemKeys.budgetAccounts(own), stored);
  return call('queryBudgetAccountInfo', body);
}

const stored = (changes: Item = {}): Item => ({
  accounts: [{ ...account }],
  accountLimit: 3,
  contractStatus: 'SIGNED',
  ...changes,
});

test.each([['{}'], [''], ['{ }']])('the body %j asks all there is to ask', async (body) => {
  expect((await query(stored(), body)).outcome).toBe('S SUCCESS');
});

describe('the budget accounts', () => {
  test('of nobody who ever had one: an empty list, and a contract to sign', async () => {
    expect((await query()).body).toEqual({
      result: success,
      availableAccountCount: 3,
      createdAccountCount: 0,
      budgetAccountList: [],
      contractStatus: 'NOT_SIGN',
      contractInfoList,
    });
  });

  test('of who has signed: the list, and no contract', async () => {
    expect((await query(stored())).body).toEqual({
      result: success,
      availableAccountCount: 2,
      createdAccountCount: 1,
      budgetAccountList: [account],
      contractStatus: 'SIGNED',
    });
  });

  test('are as many as the limit, none left', async () => {
    const accounts = [1, 2, 3].map((n) => ({ ...account, budgetAccountId: `BA_${n}` }));
    expect((await query(stored({ accounts }))).body).toMatchObject({
      availableAccountCount: 0,
      createdAccountCount: 3,
    });
  });

  test("of a customer are the customer's", async () => {
    const clients = { PARTNER_1: clientSecret({ tokensRequired: false }) };
    const { memory, call } = newInstance({ clients });
    const budget = { accounts: [account], accountLimit: 1, contractStatus: 'SIGNED' as const };
    await write(memory, {
      customer: addCustomer(customer, { status: 'ACTIVE' }),
      budget: openBudgetAccounts(customer, budget),
    });
    const headers = { 'connected-customerid': 'CUSTOMER_1' };
    const { body } = await call('queryBudgetAccountInfo', {}, { headers });
    expect(body).toMatchObject({ createdAccountCount: 1, availableAccountCount: 0 });
    expect((await call('queryBudgetAccountInfo', {})).body.createdAccountCount).toBe(0);
  });
});

describe('what is stored and cannot be read is SYSTEM_ERROR', () => {
  test.each<[string, Item]>([
    ['more accounts than the limit', stored({ accountLimit: 0 })],
    ['a name of 51 characters', withAccount({ budgetAccountName: 'x'.repeat(51) })],
    ['no name', withAccount({ budgetAccountName: '' })],
    ['another status', withAccount({ status: 'CLOSED' })],
    ['no id', withAccount({ budgetAccountId: undefined })],
    ['no list', stored({ accounts: undefined })],
    ['a text for the limit', stored({ accountLimit: '3' })],
    ['another contract status', stored({ contractStatus: 'SOON' })],
  ])('%s', async (_what, item) => {
    const answer = await query(item);
    expect(answer.outcome).toBe('F SYSTEM_ERROR');
    expect(Object.keys(answer.body)).toEqual(['result']);
  });

  test('but not a name of 50', async () => {
    const name = '名'.repeat(49);
    const answer = await query(withAccount({ budgetAccountName: `${name}😀` }));
    expect(answer.body.budgetAccountList[0].budgetAccountName).toHaveLength(51);
  });

  function withAccount(changes: Item): Item {
    return stored({ accounts: [{ ...account, ...changes }] });
  }
});
