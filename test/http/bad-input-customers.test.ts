import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { itemKeys } from '../../shared/store/item-key.ts';
import {
  type ActingFor,
  apis,
  type Codes,
  customerId,
  everywhere,
  type ManagedProvider,
  startManagedProvider,
  token,
} from './managed-customers.ts';
import { answerWithoutTable } from './outage.ts';
import { paths } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { brokenRow } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';

let provider: ManagedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startManagedProvider();
  before = await see(provider, [provider.partner, provider.partnerOf('MANAGER')]);
});
afterAll(() => provider.stop());

const badCustomer: Codes = {
  ...everywhere('F PROCESS_FAIL'),
  queryCreditQuota: 'F USER_LOAN_STATUS_QUERY_FAILED',
  inquiryAvailableQuota: 'F ACCOUNT_NOT_EXIST',
  queryBudgetAccountInfo: 'F USER_NOT_EXIST',
};
const notSubscribed: Codes = {
  ...everywhere('F PROCESS_FAIL'),
  inquiryAvailableQuota: 'F CONTRACT_CHECK_FAIL',
  queryBudgetAccountInfo: 'F SERVICE_NOT_ALLOWED',
};

describe.each(apis)('%s', (api) => {
  test.each<[string, ActingFor, string]>([
    ['K02 no customer', { client: 'ONLY_CUSTOMERS' }, 'Connected-CustomerId: required'],
    ['K03 empty', { customer: '' }, malformed('Connected-CustomerId')],
    ['K03 of 65 characters', { customer: 'x'.repeat(65) }, malformed('Connected-CustomerId')],
    ['K03 with a blank', { customer: 'CUSTOMER GOOD' }, malformed('Connected-CustomerId')],
    ['K03 with a delimiter', { customer: `${customerId}#` }, malformed('Connected-CustomerId')],
    [
      'K03 twice the same',
      { customer: [customerId, customerId] },
      malformed('Connected-CustomerId'),
    ],
    ['K03 two', { customer: [customerId, 'CUSTOMER_OTHER'] }, malformed('Connected-CustomerId')],
    ['K03 the alias with a blank', { account: 'CUSTOMER GOOD' }, malformed('Connected-AccountId')],
    [
      'K03 the alias disagrees',
      { customer: customerId, account: 'CUSTOMER_OTHER' },
      'Connected-CustomerId and Connected-AccountId: expected the same customer',
    ],
  ])('%s is PARAM_ILLEGAL', async (_fact, acting, message) => {
    const answer = await provider.callFor(api, { token, ...acting });
    expect(answer.body.result).toEqual(JSON.parse(paramIllegal(message)).result);
  });

  const seen = new Set<string>();
  test.each<[string, ActingFor]>([
    ['K04 an unknown customer', { customer: 'CUSTOMER_NOBODY', token: 'TOKEN_NOBODY' }],
    ['K04 an unknown customer, without token', { customer: 'CUSTOMER_NOBODY' }],
    ['K04 a customer in another letter case', { customer: 'customer_good', token }],
    ['K04 a suspended customer', { customer: 'CUSTOMER_SUSPENDED', token: 'TOKEN_SUSPENDED' }],
    ["K05 another client's customer", { customer: 'CUSTOMER_FOREIGN', token: 'TOKEN_FOREIGN' }],
    ["K05 another client's, by alias", { account: 'CUSTOMER_FOREIGN', token: 'TOKEN_FOREIGN' }],
  ])(`%s is ${badCustomer[api]}`, async (_fact, acting) => {
    const answer = await provider.callFor(api, acting);
    expect(answer.outcome).toBe(badCustomer[api]);
    seen.add(answer.text);
  });

  test('K05 unknown and foreign customers have identical answers', () => {
    expect(seen.size).toBe(1);
  });

  test('K15 a token in the query string is PARAM_ILLEGAL', async () => {
    const target = `${paths[api]}?access_token=${token}`;
    const answer = await provider.callFor(api, { customer: customerId }, { target });
    expect(answer.text).toBe(paramIllegal('query string: expected none'));
  });

  test(`K16 without subscription it is ${notSubscribed[api]}`, async () => {
    const answer = await provider.callFor(api, { client: 'UNSUBSCRIBED' });
    expect(answer.outcome).toBe(notSubscribed[api]);
  });
});

function malformed(header: string): string {
  return `${header}: expected 1 to 64 printable ASCII characters without blanks, # or commas, once`;
}

test.each([
  ['K16', 'NO_CONTRACT', 'queryBudgetAccountInfo', 'F CONTRACT_NOT_EXIST'],
  ['K16', 'SUSPENDED_CONTRACT', 'queryBudgetAccountInfo', 'F CONTRACT_NOT_EXIST'],
  ['K16', 'EXPIRED_CONTRACT', 'queryBudgetAccountInfo', 'F CONTRACT_NOT_EXIST'],
  ['K16', 'NO_CONTRACT', 'inquiryAvailableQuota', 'F CONTRACT_CHECK_FAIL'],
  ['K16', 'SUSPENDED_CONTRACT', 'inquiryAvailableQuota', 'F CONTRACT_CHECK_FAIL'],
  ['K16', 'EXPIRED_CONTRACT', 'inquiryAvailableQuota', 'F CONTRACT_CHECK_FAIL'],
  ['K16', 'NO_CONTRACT', 'queryCreditQuota', 'F QUOTA_QUERY_FAILED'],
] as const)('%s with %s %s is %s', async (_row, client, api, outcome) => {
  expect((await provider.callFor(api, { client })).outcome).toBe(outcome);
});

test.each([
  ['K01 a parameter', '{"customerId":"CUSTOMER_GOOD"}', 'customerId: unknown member'],
  ['K01 an array', '[]', 'body: expected a JSON object'],
])('queryBudgetAccountInfo refuses %s', async (_fact, body, message) => {
  const answer = await provider.refuse('queryBudgetAccountInfo', body);
  expect(answer.text).toBe(paramIllegal(message));
});

test('the refused requests changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test('K17 a customer that has not signed is told what to sign', async () => {
  const acting = { customer: 'CUSTOMER_UNSIGNED', token: 'TOKEN_UNSIGNED' };
  const answer = await provider.callFor('queryBudgetAccountInfo', acting);
  expect(answer.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    availableAccountCount: 3,
    createdAccountCount: 0,
    budgetAccountList: [],
    contractStatus: 'NOT_SIGN',
    contractInfoList: [
      {
        contractName: 'Budget Account Agreement',
        contractUrl: 'https://contracts.example/budget-account-agreement',
      },
    ],
  });
});

test('K18 a stored row that cannot be read is SYSTEM_ERROR', async () => {
  const key = itemKeys.budgetAccounts({ clientId: 'STRANGER' });
  await provider.write(brokenRow(key));
  const answer = await provider.callFor('queryBudgetAccountInfo', { client: 'STRANGER' });
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"SYSTEM_ERROR","resultMessage":' +
      '"The stored data cannot be read. Do not retry; contact support."}}',
  );
});

test('K18 a table that is down is UNKNOWN_EXCEPTION', async () => {
  const call = () => provider.callFor('queryBudgetAccountInfo', { client: 'MANAGER' });
  expect((await answerWithoutTable(provider, call)).outcome).toBe('U UNKNOWN_EXCEPTION');
  expect((await call()).outcome).toBe('S SUCCESS');
});

test('the log told nothing that it must not, customers included', () => {
  expectQuietLog(provider);
  const lines = provider.log().map((line) => JSON.stringify(line));
  expect(lines.filter((line) => line.includes('CUSTOMER_'))).toEqual([]);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
