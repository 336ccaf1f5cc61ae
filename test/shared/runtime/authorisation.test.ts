import { describe, expect, test } from 'vitest';
import type { ApiName } from '../../../shared/catalogue/endpoint.ts';
import type { AccessToken } from '../../../shared/domain/tenant.ts';
import type { ClientSecret } from '../../../shared/runtime/client-record.ts';
import { addAccessToken, addCustomer, hashToken } from '../../../shared/store/access-store.ts';
import { attachmentBody } from '../../builders.ts';
import { newInstance, startMs } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import { application, write } from '../../stage-rows.ts';

const fxQuestion = {
  quotaAccumulationMethod: 'USER_ID',
  quotaAccumulationId: 'ID_1',
  currency: 'USD',
};

/** What each endpoint says to each trouble, as the contract's section 4 has it. */
const endpoints = [
  {
    api: 'queryCreditQuota',
    request: { productCode: 'AMAZON_VC_FACTORING_LOAN' },
    customer: 'USER_LOAN_STATUS_QUERY_FAILED',
    token: ['OAUTH_FAIL', 'OAUTH_FAIL', 'OAUTH_FAIL'],
    subscription: 'PROCESS_FAIL',
    sound: 'F QUOTA_QUERY_FAILED',
  },
  {
    api: 'applyCreditGrant',
    request: application('KEY'),
    customer: 'PROCESS_FAIL',
    token: ['OAUTH_FAIL', 'OAUTH_FAIL', 'OAUTH_FAIL'],
    subscription: 'PROCESS_FAIL',
    sound: 'F PROCESS_FAIL',
  },
  {
    api: 'inquiryCreditGrant',
    request: { referenceNo: 'REF_1' },
    customer: 'PROCESS_FAIL',
    token: ['OAUTH_FAIL', 'OAUTH_FAIL', 'OAUTH_FAIL'],
    subscription: 'PROCESS_FAIL',
    sound: 'F PROCESS_FAIL',
  },
  {
    api: 'submitAttachment',
    request: attachmentBody(),
    customer: 'PROCESS_FAIL',
    token: ['PROCESS_FAIL', 'PROCESS_FAIL', 'PROCESS_FAIL'],
    subscription: 'PROCESS_FAIL',
    sound: 'S SUCCESS',
  },
  {
    api: 'inquiryAvailableQuota',
    request: fxQuestion,
    customer: 'ACCOUNT_NOT_EXIST',
    token: ['OAUTH_FAIL', 'OAUTH_FAIL', 'OAUTH_FAIL'],
    subscription: 'CONTRACT_CHECK_FAIL',
    contract: 'CONTRACT_CHECK_FAIL',
    sound: 'F ACCOUNT_NOT_EXIST',
  },
  {
    api: 'queryBudgetAccountInfo',
    request: {},
    customer: 'USER_NOT_EXIST',
    token: ['AUTHORIZATION_NOT_EXIST', 'ACCESS_TOKEN_EXPIRED', 'SERVICE_NOT_ALLOWED'],
    subscription: 'SERVICE_NOT_ALLOWED',
    contract: 'CONTRACT_NOT_EXIST',
    sound: 'S SUCCESS',
  },
] as const satisfies readonly { api: ApiName; [member: string]: unknown }[];

const soundToken: AccessToken = {
  customerId: 'CUSTOMER_1',
  scopes: ['credit', 'fx', 'worldcard'],
  expiresAt: startMs + 1,
  status: 'ACTIVE',
};

interface Given {
  readonly client?: Partial<ClientSecret>;
  readonly token?: Partial<AccessToken>;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** Calls for the customer with the token, both of them sound but for what is given. */
async function answer(api: ApiName, request: unknown, { client, token, headers }: Given) {
  const clients = { PARTNER_1: clientSecret(client), PARTNER_2: clientSecret() };
  const { memory, call } = newInstance({ clients });
  const active = { status: 'ACTIVE' as const };
  const stranger = { clientId: 'PARTNER_2', customerId: 'CUSTOMER_9' };
  const suspended = { clientId: 'PARTNER_1', customerId: 'CUSTOMER_2' };
  await write(memory, {
    customer: addCustomer({ clientId: 'PARTNER_1', customerId: 'CUSTOMER_1' }, active),
    suspended: addCustomer(suspended, { status: 'SUSPENDED' }),
    foreign: addCustomer(stranger, active),
    token: addAccessToken('PARTNER_1', hashToken('TOKEN'), { ...soundToken, ...token }),
    foreignToken: addAccessToken('PARTNER_2', hashToken('TOKEN_9'), soundToken),
  });
  const usual = { 'connected-customerid': 'CUSTOMER_1', 'access-token': 'TOKEN' };
  return call(api, request, { headers: { ...usual, ...headers } });
}

describe.each(endpoints)('$api', ({ api, request, customer, token, subscription, ...row }) => {
  const [unknown, expired, scope] = token;
  const noValidContract: Given['client'][] = [
    { contracts: {} },
    { contracts: { fx: { status: 'suspended' }, worldcard: { status: 'suspended' } } },
    { contracts: endedAt('2026-11-21T02:30:00Z') },
  ];

  function endedAt(validUntil: string): ClientSecret['contracts'] {
    return { fx: { status: 'valid', validUntil }, worldcard: { status: 'valid', validUntil } };
  }

  test('answers a call whose customer and token are sound', async () => {
    expect((await answer(api, request, {})).outcome).toBe(row.sound);
  });

  test.each([
    ['unknown', 'NOBODY'],
    ['suspended', 'CUSTOMER_2'],
    ['of another client', 'CUSTOMER_9'],
  ])('says the same to a customer that is %s', async (_what, id) => {
    const headers = { 'connected-customerid': id };
    const refused = await answer(api, request, { headers });
    const absent = await answer(api, request, { headers: { 'connected-customerid': 'NOBODY' } });
    expect(refused.outcome).toBe(`F ${customer}`);
    expect(refused.text).toBe(absent.text);
  });

  test.each<[string, Given, string]>([
    ['missing', { headers: { 'access-token': undefined } }, unknown],
    ['empty', { headers: { 'access-token': '' } }, unknown],
    ['with a prefix', { headers: { 'access-token': 'Bearer TOKEN' } }, unknown],
    ['sent twice', { headers: { 'access-token': 'TOKEN,TOKEN' } }, unknown],
    ['unknown', { headers: { 'access-token': 'OTHER' } }, unknown],
    ["another client's", { headers: { 'access-token': 'TOKEN_9' } }, unknown],
    ["another customer's", { token: { customerId: 'CUSTOMER_3' } }, unknown],
    ["the client's own", { token: { customerId: undefined } }, unknown],
    ['revoked', { token: { status: 'REVOKED' } }, unknown],
    ['of this very instant', { token: { expiresAt: startMs } }, expired],
    ['without the scope', { token: { scopes: ['other'] } }, scope],
    ['revoked and expired', { token: { status: 'REVOKED', expiresAt: 0 } }, unknown],
    ['expired and without the scope', { token: { scopes: [], expiresAt: 0 } }, expired],
  ])('refuses a token that is %s', async (_what, given, code) => {
    expect((await answer(api, request, given)).outcome).toBe(`F ${code}`);
  });

  test('refuses a client that has not subscribed', async () => {
    const others = endpoints.map((other) => other.api).filter((name) => name !== api);
    const refused = await answer(api, request, { client: { apis: others } });
    expect(refused.outcome).toBe(`F ${subscription}`);
  });

  test('asks for a valid API contract where it has one', async () => {
    const code = 'contract' in row ? `F ${row.contract}` : row.sound;
    for (const client of noValidContract) {
      const { outcome } = await answer(api, request, client === undefined ? {} : { client });
      expect(outcome).toBe(code);
    }
    const lasting = { contracts: endedAt('2026-11-21T02:30:00.001Z') };
    expect((await answer(api, request, { client: lasting })).outcome).toBe(row.sound);
  });

  test('asks for a customer where the client acts for customers only', async () => {
    const client = { customers: 'required' as const };
    const headers = { 'connected-customerid': undefined, 'access-token': undefined };
    const refused = await answer(api, request, { client, headers });
    expect(`${refused.outcome}: ${refused.result.resultMessage}`).toBe(
      'F PARAM_ILLEGAL: Connected-CustomerId: required',
    );
  });

  test('asks for no token where the record does not', async () => {
    const given = { client: { tokensRequired: false }, headers: { 'access-token': undefined } };
    expect((await answer(api, request, given)).outcome).toBe(row.sound);
  });

  test('judges a token that nobody asked for', async () => {
    const given = { client: { tokensRequired: false }, headers: { 'access-token': 'OTHER' } };
    expect((await answer(api, request, given)).outcome).toBe(`F ${unknown}`);
  });

  test('asks for no token on the own account', async () => {
    const headers = { 'connected-customerid': undefined, 'access-token': undefined };
    expect((await answer(api, request, { headers })).outcome).toBe(row.sound);
  });
});
