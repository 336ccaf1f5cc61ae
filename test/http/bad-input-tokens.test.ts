import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { expectQuietLog } from './quiet-log.ts';
import { tokenRow } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { TestClock } from './test-clock.ts';

let clock: TestClock;
let provider: ManagedProvider;
let before: Sight;
const expiresAt = Date.now() + 60_000;

beforeAll(async () => {
  clock = new TestClock();
  provider = await startManagedProvider();
  await provider.write(tokenRow('MANAGER', 'TOKEN_TO_EXPIRE', { customerId, expiresAt }));
  before = await see(provider, [provider.partner, provider.partnerOf('MANAGER')]);
});
afterAll(() => provider.stop());

const badToken: Codes = {
  ...everywhere('F OAUTH_FAIL'),
  submitAttachment: 'F PROCESS_FAIL',
  queryBudgetAccountInfo: 'F AUTHORIZATION_NOT_EXIST',
};
const expired: Codes = {
  ...everywhere('F OAUTH_FAIL'),
  submitAttachment: 'F PROCESS_FAIL',
  queryBudgetAccountInfo: 'F ACCESS_TOKEN_EXPIRED',
};
const badScope: Codes = {
  ...everywhere('F OAUTH_FAIL'),
  submitAttachment: 'F PROCESS_FAIL',
  queryBudgetAccountInfo: 'F SERVICE_NOT_ALLOWED',
};
const tokenWithoutScope: Codes = {
  ...everywhere('TOKEN_NOT_CREDIT'),
  inquiryAvailableQuota: 'TOKEN_ONLY_CREDIT',
  queryBudgetAccountInfo: 'TOKEN_ONLY_CREDIT',
};

describe.each(apis)('%s', (api) => {
  const seen = new Set<string>();

  test.each<[string, ActingFor]>([
    ['K06 no token', {}],
    ['K06 an empty token', { token: '' }],
    ['K07 a token with a blank', { token: 'TOKEN GOOD_0000000000' }],
    ['K07 a token of 513 characters', { token: 'x'.repeat(513) }],
    ['K07 a token in another letter case', { token: 'token_good_0000000000' }],
    ['K07 an unknown token', { token: 'x'.repeat(512) }],
    ['K08 the token twice', { token: [token, token] }],
    ['K08 two tokens', { token: [token, 'TOKEN_OTHER_CUSTOMER'] }],
    ['K10 a revoked token', { token: 'TOKEN_REVOKED' }],
    ["K11 another client's token", { token: 'TOKEN_OTHER_CLIENT' }],
    ["K12 another customer's token", { token: 'TOKEN_OTHER_CUSTOMER' }],
    ["K12 a token for the client's own account", { token: 'TOKEN_NO_CUSTOMER' }],
    ["K12 a customer's token for the client's own account", { customer: [], token }],
    ['K14 the token with a scheme', { token: `Bearer ${token}` }],
  ])(`%s is ${badToken[api]}`, async (_fact, acting) => {
    const answer = await provider.callFor(api, { customer: customerId, ...acting });
    expect(answer.outcome).toBe(badToken[api]);
    seen.add(answer.text);
  });

  test('K06 to K14 have identical answers', () => expect(seen.size).toBe(1));

  test(`K13 a token with another scope is ${badScope[api]}`, async () => {
    const acting = { customer: customerId, token: tokenWithoutScope[api] };
    const answer = await provider.callFor(api, acting);
    expect(answer.outcome).toBe(badScope[api]);
  });
});

test('the refused requests changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

describe.each(apis)('%s', (api) => {
  test.each([
    ['a millisecond before its token expires', 1, 'S SUCCESS'],
    ['K09 as its token expires', 0, expired[api]],
    ['K09 a millisecond after its token expired', -1, expired[api]],
  ])('%s is %s', async (_fact, leftMs, outcome) => {
    const moment = clock.stopAt(expiresAt - leftMs);
    const acting = { customer: customerId, token: 'TOKEN_TO_EXPIRE' };
    const answer = await provider.callFor(api, acting, moment);
    clock.run();
    expect(answer.outcome).toBe(outcome);
  });

  test.each<[string, ActingFor]>([
    ['the customer by its header', { customer: customerId, token }],
    ['the customer by the alias', { account: customerId, token }],
    ['the customer by both headers', { customer: customerId, account: customerId, token }],
  ])('%s is known', async (_fact, acting) => {
    expect((await provider.callFor(api, acting)).outcome).toBe('S SUCCESS');
  });
});

test.each<[string, ActingFor]>([
  ['no customer, no token', { client: 'MANAGER' }],
  ['no customer, but a token of its own', { client: 'MANAGER', token: 'TOKEN_NO_CUSTOMER' }],
  [
    'a customer without token, where none is asked for',
    { client: 'TRUSTED', customer: customerId },
  ],
  ['a customer, where one is required', { client: 'ONLY_CUSTOMERS', customer: customerId, token }],
])('%s is no bad input', async (_fact, acting) => {
  expect((await provider.callFor('queryBudgetAccountInfo', acting)).outcome).toBe('S SUCCESS');
});

test('a token that came is judged where none is asked for', async () => {
  const acting = { client: 'TRUSTED', customer: customerId, token: 'TOKEN_UNKNOWN' };
  const answer = await provider.callFor('queryBudgetAccountInfo', acting);
  expect(answer.outcome).toBe('F AUTHORIZATION_NOT_EXIST');
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
