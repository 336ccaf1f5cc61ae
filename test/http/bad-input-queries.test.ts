import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { answerWithoutTable } from './outage.ts';
import { type Api, clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const worldcard = { status: 'valid' } as const;
const past = '2026-01-01T00:00:00Z';

let provider: WatchedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startWatchedProvider({
    STRANGER: clientSecretFor(),
    FX_NONE: clientSecretFor({ contracts: { worldcard } }),
    FX_SUSPENDED: clientSecretFor({ contracts: { fx: { status: 'suspended' }, worldcard } }),
    FX_EXPIRED: clientSecretFor({ contracts: { fx: { status: 'valid', validUntil: past } } }),
    FX_VALID: clientSecretFor({
      contracts: { fx: { status: 'valid', validUntil: '9999-01-01T00:00:00Z' } },
    }),
  });
  const tenant = { clientId: 'STRANGER' };
  const account = { accumulationMethod: 'USER_ID', accumulationId: 'STRANGERS_ID' } as const;
  await provider.write({ account: openFxAccount(tenant, account) });
  before = await see(provider);
});
afterAll(() => provider.stop());

type Body = Readonly<Record<string, unknown>>;

const product = 'productCode: expected AMAZON_VC_FACTORING_LOAN';
const method =
  'quotaAccumulationMethod: ' +
  'expected USER_ID or RECEIVING_ACCOUNT or VIRTUAL_ACCOUNT or BENEFICIARY';
const id = 'quotaAccumulationId: expected 1 to 64 printable ASCII characters without blanks or #';
const currency = 'currency: expected an ISO 4217 currency such as USD';
const trade = 'tradeType: expected GOODS or SERVICE';

test.each<[string, Body, string]>([
  ['I01 productCode missing', {}, 'productCode: required'],
  ['I02 productCode empty', { productCode: '' }, product],
  ['I03 productCode in lower case', { productCode: 'amazon_vc_factoring_loan' }, product],
  ['I04 productCode unknown', { productCode: 'OTHER_LOAN' }, product],
  ['I05 productCode in an array', { productCode: ['AMAZON_VC_FACTORING_LOAN'] }, product],
  ['I06 productCode with a blank', { productCode: 'AMAZON_VC_FACTORING_LOAN ' }, product],
])('%s is refused', async (_fact, body, message) => {
  const answer = await provider.refuse('queryCreditQuota', body);
  expect(answer.text).toBe(paramIllegal(message));
});

function fx(changes: Body = {}): Body {
  return {
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: '2188000000000001',
    currency: 'USD',
    ...changes,
  };
}

function beneficiary(tradeType?: unknown): Body {
  return fx({
    quotaAccumulationMethod: 'BENEFICIARY',
    quotaAccumulationId: 'BEN_DEMO_0001',
    tradeType,
  });
}

test.each<[string, Body, string]>([
  [
    'J01 method missing',
    fx({ quotaAccumulationMethod: undefined }),
    'quotaAccumulationMethod: required',
  ],
  ['J02 method unknown', fx({ quotaAccumulationMethod: 'OWNER' }), method],
  ['J03 method in lower case', fx({ quotaAccumulationMethod: 'user_id' }), method],
  ['J04 id missing', fx({ quotaAccumulationId: undefined }), 'quotaAccumulationId: required'],
  ['J05 id empty', fx({ quotaAccumulationId: '' }), id],
  ['J06 id of 65 characters', fx({ quotaAccumulationId: 'x'.repeat(65) }), id],
  ['J07 injection', fx({ quotaAccumulationId: "' OR 1=1" }), id],
  ['J07 a key of the table', fx({ quotaAccumulationId: 'A#USD#GOODS' }), id],
  ['J08 an operator object', fx({ quotaAccumulationId: { $gt: '' } }), id],
  ['J09 currency missing', fx({ currency: undefined }), 'currency: required'],
  ['J10 currency usd', fx({ currency: 'usd' }), currency],
  ['J11 currency USDT', fx({ currency: 'USDT' }), currency],
  ['J12 currency 840', fx({ currency: '840' }), currency],
  ['J13 currency ZZZ', fx({ currency: 'ZZZ' }), currency],
  ['J14 BENEFICIARY without tradeType', beneficiary(), 'tradeType: required with BENEFICIARY'],
  ['J15 tradeType unknown', beneficiary('MONEY'), trade],
  ['J15 tradeType in lower case', beneficiary('goods'), trade],
  [
    'J16 USER_ID with tradeType',
    fx({ tradeType: 'GOODS' }),
    'tradeType: expected with BENEFICIARY only',
  ],
])('%s is refused', async (_fact, body, message) => {
  const answer = await provider.refuse('inquiryAvailableQuota', body);
  expect(answer.text).toBe(paramIllegal(message));
});

test('I07 a client without facility is QUOTA_QUERY_FAILED', async () => {
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  const as = provider.partnerOf('STRANGER');
  const answer = await provider.call('queryCreditQuota', body, { as });
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"QUOTA_QUERY_FAILED",' +
      '"resultMessage":"The customer has no credit facility."}}',
  );
});

test('I08 a customer that nobody knows is USER_LOAN_STATUS_QUERY_FAILED', async () => {
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  const headers = { 'Connected-CustomerId': 'NOBODY', 'Access-Token': 'A' };
  const answer = await provider.call('queryCreditQuota', body, { headers });
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"USER_LOAN_STATUS_QUERY_FAILED",' +
      '"resultMessage":"No active customer with that Connected-CustomerId. Check the id."}}',
  );
});

describe('accounts of others and of nobody look alike', () => {
  test.each<[string, Body]>([
    ['J07 injection without blanks', fx({ quotaAccumulationId: "'OR/**/1=1--" })],
    ['J17 unknown account', fx({ quotaAccumulationId: 'NOBODYS_ID' })],
    ["J18 another tenant's account", fx({ quotaAccumulationId: 'STRANGERS_ID' })],
    ['J20 a virtual account as USER_ID', fx({ quotaAccumulationId: 'VA_DEMO_0001' })],
    ['J20 a user as RECEIVING_ACCOUNT', fx({ quotaAccumulationMethod: 'RECEIVING_ACCOUNT' })],
  ])('%s is ACCOUNT_NOT_EXIST', async (_fact, body) => {
    const answer = await provider.call('inquiryAvailableQuota', body);
    expect(answer.text).toBe(
      '{"result":{"resultStatus":"F","resultCode":"ACCOUNT_NOT_EXIST","resultMessage":' +
        '"No such account for this accumulation method. Check method and id."}}',
    );
  });
});

test.each([
  ['absent', 'FX_NONE', 'F CONTRACT_CHECK_FAIL'],
  ['expired', 'FX_EXPIRED', 'F CONTRACT_CHECK_FAIL'],
  ['suspended', 'FX_SUSPENDED', 'F CONTRACT_CHECK_FAIL'],
  ['valid', 'FX_VALID', 'F ACCOUNT_NOT_EXIST'],
])('J19 with a contract that is %s the outcome is right', async (_fact, clientId, outcome) => {
  const as = provider.partnerOf(clientId);
  const answer = await provider.call('inquiryAvailableQuota', fx(), { as });
  expect(answer.outcome).toBe(outcome);
});

test.each<[string, Body, Body]>([
  ['J12 the seeded quota', fx(), { currency: 'USD', value: '2500000' }],
  ['J13 a currency with nothing in it', fx({ currency: 'KWD' }), { currency: 'KWD', value: '0' }],
  ['J15 GOODS', beneficiary('GOODS'), { currency: 'USD', value: '640000' }],
  ['J15 SERVICE', beneficiary('SERVICE'), { currency: 'USD', value: '120000' }],
])('%s is answered', async (_fact, body, availableQuota) => {
  const answer = await provider.call('inquiryAvailableQuota', body);
  expect(answer.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    ...JSON.parse(JSON.stringify({ ...body, currency: undefined })),
    availableQuota,
  });
});

test.each<[string, Api, Body]>([
  ['I08', 'queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' }],
  ['J21', 'inquiryAvailableQuota', fx()],
])('%s without its table %s is UNKNOWN_EXCEPTION, and then well again', async (_row, api, body) => {
  const answer = await answerWithoutTable(provider, () => provider.call(api, body));
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"U","resultCode":"UNKNOWN_EXCEPTION","resultMessage":' +
      '"The outcome is unknown. Inquire, or send the same request again later."}}',
  );
  expect((await provider.call(api, body)).outcome).toBe('S SUCCESS');
});

test('no query changed anything', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
