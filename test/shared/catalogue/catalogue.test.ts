import { describe, expect, test } from 'vitest';
import { endpoints, unknownApi } from '../../../shared/catalogue/catalogue.ts';
import type { Endpoint } from '../../../shared/catalogue/endpoint.ts';
import { callBounds } from '../../../shared/runtime/live-deps.ts';

/** The rows as any row, so that each can be asked for what not all of them have. */
const rows: readonly Endpoint[] = endpoints;
const common = [
  'PARAM_ILLEGAL',
  'INVALID_API',
  'INVALID_CLIENT',
  'INVALID_SIGNATURE',
  'METHOD_NOT_SUPPORTED',
];

test('the paths are those of the contract, letter by letter', () => {
  expect(rows.map(({ name, path }) => [name, path])).toEqual([
    ['queryCreditQuota', '/amsin/alipay/business/credit/queryCreditQuota'],
    ['applyCreditGrant', '/amsin/alipay/business/credit/applyCreditGrant'],
    ['inquiryCreditGrant', '/amsin/alipay/business/credit/inquiryCreditGrant'],
    ['submitAttachment', '/amsin/api/v1/business/account/submitAttachment'],
    ['inquiryAvailableQuota', '/amsin/api/v1/business/account/inquiryAvailableQuota'],
    ['queryBudgetAccountInfo', '/amsin/api/v1/business/worldcard/queryBudgetAccountInfo'],
  ]);
});

test('the refusals are those of the contract', () => {
  expect(Object.fromEntries(rows.map(({ name, refusals }) => [name, refusals]))).toEqual({
    queryCreditQuota: [
      'PROCESS_FAIL',
      'OAUTH_FAIL',
      'USER_LOAN_STATUS_QUERY_FAILED',
      'QUOTA_QUERY_FAILED',
    ],
    applyCreditGrant: ['PROCESS_FAIL', 'OAUTH_FAIL', 'REPEAT_REQ_INCONSISTENT'],
    inquiryCreditGrant: ['PROCESS_FAIL', 'OAUTH_FAIL', 'ORDER_NOT_EXIST'],
    submitAttachment: ['PROCESS_FAIL', 'REPEAT_REQ_INCONSISTENT', 'FILE_SIZE_TOO_LARGE'],
    inquiryAvailableQuota: ['CONTRACT_CHECK_FAIL', 'ACCOUNT_NOT_EXIST', 'OAUTH_FAIL'],
    queryBudgetAccountInfo: [
      'SYSTEM_ERROR',
      'CONTRACT_NOT_EXIST',
      'USER_NOT_EXIST',
      'ACCESS_TOKEN_EXPIRED',
      'AUTHORIZATION_NOT_EXIST',
      'SERVICE_NOT_ALLOWED',
    ],
  });
});

describe.each(rows)('$name', (row) => {
  const { accessRefusals, refusals, idempotency, table, bucket, time } = row;

  test('gives no access refusal that it does not list', () => {
    expect([...refusals, ...common]).toEqual(expect.arrayContaining(Object.values(accessRefusals)));
  });

  test('lists no common refusal and none twice', () => {
    expect(refusals.filter((code) => common.includes(code))).toEqual([]);
    expect(new Set(refusals).size).toBe(refusals.length);
  });

  test('is called by a name of its own, in a file of the same', () => {
    const words = row.functionName.replaceAll(/-(.)/g, (_, letter) => letter.toUpperCase());
    expect(words).toBe(row.name);
    expect(row.path.endsWith(`/${row.name}`)).toBe(true);
  });

  test('writes if and only if it can be repeated by a key', () => {
    expect(table).toEqual({
      reads: true,
      writes: idempotency.kind === 'keyed',
      ...(row.name === 'applyCreditGrant' && { deletes: true }),
    });
    expect(bucket).toBe(row.name === 'submitAttachment' ? 'put' : 'none');
  });

  test('has one time within the other', () => {
    const lambdaMs = time.lambdaTimeoutSeconds * 1_000;
    expect(time.deadlineMs).toBeLessThanOrEqual(lambdaMs - 1_000);
    expect(lambdaMs).toBeLessThan(30_000);
    expect(longestCallMs()).toBeLessThan(time.deadlineMs);
    if (!table.writes) expect(time.deadlineMs).toBeLessThan(3_000);
  });
});

/** Every attempt of one AWS call too late, and the longest pauses of the SDK between them. */
function longestCallMs(): number {
  const { maxAttempts, requestHandler } = callBounds;
  const pausesMs = Array.from({ length: maxAttempts - 1 }, (_, retry) => 50 * 2 ** retry);
  const attemptMs = Math.max(requestHandler.requestTimeout, requestHandler.connectionTimeout);
  return maxAttempts * attemptMs + pausesMs.reduce((sum, ms) => sum + ms, 0);
}

test('an AWS call gives up after 2.55 s, and says so instead of warning', () => {
  expect(longestCallMs()).toBe(2_550);
  expect(callBounds.requestHandler.throwOnRequestTimeout).toBe(true);
});

test('the function behind every other route has the times of a query', () => {
  expect(unknownApi.time).toEqual({ deadlineMs: 2_800, lambdaTimeoutSeconds: 5 });
});

test('no two endpoints have a name, a path or a file in common', () => {
  for (const member of ['name', 'path', 'functionName'] as const) {
    expect(new Set(rows.map((row) => row[member])).size).toBe(6);
  }
});
