import { beforeEach, describe, expect, test } from 'vitest';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { addCustomer } from '../../shared/store/access-store.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { attachmentBody } from '../builders.ts';
import { newInstance } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { customer, own, stagedInstance, write } from '../stage-rows.ts';

const clients = { PARTNER_1: clientSecret({ tokensRequired: false }) };
const account = { accumulationMethod: 'USER_ID', accumulationId: 'U1' } as const;

let staged: Awaited<ReturnType<typeof stagedInstance>>;
beforeEach(async () => {
  staged = await stagedInstance(newInstance({ clients }));
  await write(staged.memory, {
    customer: addCustomer(customer, { status: 'ACTIVE' }),
    account: openFxAccount(own, account),
    budget: openBudgetAccounts(own, { accounts: [], accountLimit: 3, contractStatus: 'SIGNED' }),
  });
});

/** How often a call read the table, wrote to it, and put a file. */
async function counts(api: ApiName, body: unknown, headers: Record<string, string> = {}) {
  const { table, puts, call, clock } = staged;
  clock.ms += 1_000;
  table.reads.length = 0;
  table.writes.length = 0;
  puts.length = 0;
  const { outcome } = await call(api, body, { headers });
  return [outcome, table.reads.length, table.writes.length, puts.length];
}

describe('a query is one read', () => {
  const fx = { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId: 'U1', currency: 'USD' };
  test.each<[ApiName, unknown]>([
    ['queryCreditQuota', { productCode: 'AMAZON_VC_FACTORING_LOAN' }],
    ['inquiryCreditGrant', { referenceNo: 'REF_1' }],
    ['inquiryAvailableQuota', fx],
    ['queryBudgetAccountInfo', {}],
  ])('%s', async (api, body) => {
    await counts('applyCreditGrant', staged.body());
    expect(await counts(api, body)).toEqual(['S SUCCESS', 1, 0, 0]);
  });

  test('with a customer and a token to look up as well', async () => {
    const headers = { 'connected-customerid': 'CUSTOMER_1', 'access-token': 'TOKEN' };
    const found = await counts('queryBudgetAccountInfo', {}, headers);
    expect(found).toEqual(['F AUTHORIZATION_NOT_EXIST', 1, 0, 0]);
    expect(staged.table.reads[0]).toHaveLength(4);
  });
});

describe('an application is one read and one transaction', () => {
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['granted', {}, 'S SUCCESS'],
    ['failed', { invoiceDate: '20200101' }, 'S SUCCESS'],
    ['refused', { payeeCode: 'PAYEE_9' }, 'F PROCESS_FAIL'],
  ])('%s', async (_what, changes, outcome) => {
    const body = staged.body(changes);
    expect(await counts('applyCreditGrant', body)).toEqual([outcome, 1, 1, 0]);
  });

  test('that comes again, with the same content or other', async () => {
    await counts('applyCreditGrant', staged.body());
    expect(await counts('applyCreditGrant', staged.body())).toEqual(['S SUCCESS', 1, 1, 0]);
    const other = staged.body({ vendorName: 'Other' });
    expect(await counts('applyCreditGrant', other)).toEqual(['F REPEAT_REQ_INCONSISTENT', 1, 1, 0]);
  });

  test('that is not authorised', async () => {
    const headers = { 'connected-customerid': 'NOBODY' };
    const counted = await counts('applyCreditGrant', staged.body(), headers);
    expect(counted).toEqual(['F PROCESS_FAIL', 1, 1, 0]);
  });
});

describe('a submission is one read, one file and one transaction', () => {
  test('of a file', async () => {
    const body = attachmentBody({ attachmentId: 'A2' });
    expect(await counts('submitAttachment', body)).toEqual(['S SUCCESS', 1, 1, 1]);
  });

  test('without the file when it comes again', async () => {
    const body = attachmentBody({ attachmentId: 'A1' });
    expect(await counts('submitAttachment', body)).toEqual(['S SUCCESS', 1, 1, 0]);
  });
});

describe('the table is not touched before the signature has been verified', () => {
  test.each<[ApiName, unknown, Record<string, string>, string]>([
    ['applyCreditGrant', {}, { signature: 'none' }, 'F INVALID_SIGNATURE'],
    ['applyCreditGrant', {}, { 'client-id': 'NOBODY' }, 'F INVALID_CLIENT'],
    ['applyCreditGrant', {}, { 'request-time': '1795228200001' }, 'F INVALID_SIGNATURE'],
    ['queryCreditQuota', '{', {}, 'F PARAM_ILLEGAL'],
    ['submitAttachment', {}, {}, 'F PARAM_ILLEGAL'],
  ])('%s %j %j: %s', async (api, body, headers, outcome) => {
    expect(await counts(api, body, headers)).toEqual([outcome, 0, 0, 0]);
  });
});
