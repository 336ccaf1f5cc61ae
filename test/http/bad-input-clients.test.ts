import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { attachmentBody } from '../builders.ts';
import { type Api, clientSecretFor, newPair, otherPair, paths } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const clock = new TestClock();
const now = Date.now() - (Date.now() % 1_000);
const inAnHour = now + 3_600_000;
const inAnHourText = new Date(inAnHour).toISOString();
const apis = Object.keys(paths) as Api[];
const secondPair = newPair();

let provider: WatchedProvider;
let itemsBefore: unknown[];

beforeAll(async () => {
  provider = await startWatchedProvider({
    SUSPENDED: clientSecretFor({ status: 'suspended' }),
    DELETED: clientSecretFor({ status: 'deleted' }),
    NOT_YET: clientSecretFor({ activeFrom: inAnHourText }),
    NO_APIS: clientSecretFor({ apis: [] }),
    ONLY_BUDGET: clientSecretFor({ apis: ['queryBudgetAccountInfo'] }),
    ROTATED: clientSecretFor({
      keys: {
        1: { publicKey: otherPair.publicKeyPem, notAfter: inAnHourText },
        2: { publicKey: secondPair.publicKeyPem, notBefore: inAnHourText },
      },
    }),
    SLOW: clientSecretFor({ ratePerSecond: 1, burst: 3 }),
    VICTIM: clientSecretFor({ ratePerSecond: 1, burst: 3 }),
  });
  itemsBefore = await withoutSignatures();
});
afterAll(() => provider.stop());
beforeEach(() => {
  clock.stopAt(now);
});

async function withoutSignatures(): Promise<unknown[]> {
  return (await provider.items()).filter(({ sk }) => !`${sk}`.startsWith('SIG#'));
}

function bodyOf(api: Api): Readonly<Record<string, unknown>> {
  switch (api) {
    case 'queryCreditQuota':
      return { productCode: 'AMAZON_VC_FACTORING_LOAN' };
    case 'applyCreditGrant':
      return provider.application('REF_CL');
    case 'inquiryCreditGrant':
      return { referenceNo: 'REF_CL' };
    case 'submitAttachment':
      return attachmentBody({ attachmentId: 'ATTACHMENT_CL' });
    case 'inquiryAvailableQuota':
      return {
        quotaAccumulationMethod: 'USER_ID',
        quotaAccumulationId: '2188000000000001',
        currency: 'USD',
      };
    case 'queryBudgetAccountInfo':
      return {};
  }
}

/** Sends at an instant, signed then. */
async function sendAt(instantMs: number, api: Api, clientId: string, more = {}) {
  const as = { ...provider.partnerOf(clientId), ...more };
  return provider.call(api, bodyOf(api), { as, ...clock.stopAt(instantMs) });
}

const unserved = [
  ['CL01 an unknown client', 'NOBODY_KNOWS_ME'],
  ['CL01 a client named like a secret of ours', 'server-key'],
  ['CL02 a suspended client', 'SUSPENDED'],
  ['CL03 a deleted client', 'DELETED'],
  ['CL04 a client that is not yet active', 'NOT_YET'],
] as const;

test.each(unserved.flatMap(([fact, clientId]) => apis.map((api) => ({ fact, clientId, api }))))(
  '$fact is no client of $api',
  async ({ clientId, api }) => {
    const as = provider.partnerOf(clientId);
    const answer = await provider.refuse(api, bodyOf(api), { as, ...clock.stopAt(now) });
    expect(answer.text).toBe(refusals.invalidClient);
    expect(answer.headers['client-id']).toBe(clientId);
  },
);

test('CL02 a suspended client is no client whatever it signs with', async () => {
  const as = { ...provider.partnerOf('SUSPENDED'), privateKeyPem: secondPair.privateKeyPem };
  const answer = await provider.refuse('queryCreditQuota', '', { as, ...clock.stopAt(now) });
  expect(answer.text).toBe(refusals.invalidClient);
});

test('CL04 a client is active from its instant on', async () => {
  const before = await sendAt(inAnHour - 1, 'queryBudgetAccountInfo', 'NOT_YET');
  expect(before.text).toBe(refusals.invalidClient);
  const from = await sendAt(inAnHour, 'queryBudgetAccountInfo', 'NOT_YET');
  expect(from.outcome).toBe('S SUCCESS');
});

const first = {};
const second = { privateKeyPem: secondPair.privateKeyPem, keyVersion: 2 };

test.each([
  ['CL07 the previous key to the end of its life', inAnHour - 1, first, 'S SUCCESS'],
  ['CL08 the previous key from then on', inAnHour, first, 'F INVALID_SIGNATURE'],
  ['CL08 the new key before its beginning', inAnHour - 1, second, 'F INVALID_SIGNATURE'],
  ['CL07 the new key from its beginning on', inAnHour, second, 'S SUCCESS'],
])('%s gets its due', async (_, instantMs, key, outcome) => {
  const answer = await sendAt(instantMs, 'queryBudgetAccountInfo', 'ROTATED', key);
  expect(answer.outcome).toBe(outcome);
});

const notSubscribed = {
  queryCreditQuota: 'F PROCESS_FAIL',
  applyCreditGrant: 'F PROCESS_FAIL',
  inquiryCreditGrant: 'F PROCESS_FAIL',
  submitAttachment: 'F PROCESS_FAIL',
  inquiryAvailableQuota: 'F CONTRACT_CHECK_FAIL',
  queryBudgetAccountInfo: 'F SERVICE_NOT_ALLOWED',
} as const;

test.each(apis)('CL05 %s without a subscription is refused in its own words', async (api) => {
  const answer = await sendAt(now, api, 'NO_APIS');
  expect(answer.outcome).toBe(notSubscribed[api]);
});

test('CL05 one subscription opens one API', async () => {
  const budget = await sendAt(now, 'queryBudgetAccountInfo', 'ONLY_BUDGET');
  expect(budget.outcome).toBe('S SUCCESS');
  const quota = await sendAt(now, 'queryCreditQuota', 'ONLY_BUDGET');
  expect(quota.outcome).toBe('F PROCESS_FAIL');
});

test('N01 a client of one request a second that has spent its three is told to slow down', async () => {
  for (let sent = 0; sent < 3; sent++) {
    const answer = await sendAt(now, 'queryBudgetAccountInfo', 'SLOW');
    expect(answer.outcome).toBe('S SUCCESS');
  }
  const as = provider.partnerOf('SLOW');
  for (const api of apis) {
    const over = await provider.refuse(api, bodyOf(api), { as, ...clock.stopAt(now + 999) });
    expect(over.text).toBe(refusals.tooMuchTraffic);
  }
  const broken = await provider.refuse('queryCreditQuota', '{', { as, ...clock.stopAt(now + 999) });
  expect(broken.text).toBe(refusals.tooMuchTraffic);
  const refilled = await sendAt(now + 1_000, 'queryBudgetAccountInfo', 'SLOW');
  expect(refilled.outcome).toBe('S SUCCESS');
  const again = await sendAt(now + 1_000, 'queryBudgetAccountInfo', 'SLOW');
  expect(again.text).toBe(refusals.tooMuchTraffic);
});

test('N01 a client that was quiet for an hour has no more than its three', async () => {
  const outcomes: string[] = [];
  for (let sent = 0; sent < 4; sent++) {
    const answer = await sendAt(inAnHour, 'queryBudgetAccountInfo', 'SLOW');
    outcomes.push(answer.outcome);
  }
  const served = 'S SUCCESS';
  expect(outcomes).toEqual([served, served, served, 'U REQUEST_TRAFFIC_EXCEED_LIMIT']);
});

test('N02 a forged flood in the name of a client does not spend its rate', async () => {
  const as = provider.partnerOf('VICTIM');
  const { time } = clock.stopAt(now);
  const forgeries = [
    { signatureHeader: () => undefined },
    { signatureHeader: () => 'algorithm=RSA256,signature=AAAA' },
    { privateKeyPem: secondPair.privateKeyPem },
    { signedText: 'another text' },
    { time: new Date(now - 300_001).toISOString() },
  ];
  const flood = Array.from({ length: 20 }, () => forgeries).flat();
  const answers = await Promise.all(
    flood.map((forgery) => provider.call('applyCreditGrant', {}, { as, time, ...forgery })),
  );
  expect(new Set(answers.map(({ text }) => text))).toEqual(new Set([refusals.invalidSignature]));
  for (let sent = 0; sent < 3; sent++) {
    const answer = await sendAt(now, 'queryBudgetAccountInfo', 'VICTIM');
    expect(answer.outcome).toBe('S SUCCESS');
  }
  const over = await sendAt(now, 'queryBudgetAccountInfo', 'VICTIM');
  expect(over.text).toBe(refusals.tooMuchTraffic);
});

test('only signatures were stored, and nothing that was sent is in the log', async () => {
  expect(await withoutSignatures()).toEqual(itemsBefore);
  expectQuietLog(provider);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
