import { describe, expect, test } from 'vitest';
import type { Endpoint } from '../../../shared/catalogue/endpoint.ts';
import { Refusal, StoredDataFault, TrafficExceeded } from '../../../shared/domain/refusal.ts';
import { endpointHandler } from '../../../shared/runtime/endpoint-handler.ts';
import { unknownApiHandler } from '../../../shared/runtime/unknown-api-handler.ts';
import { answerOf, contextOf, newInstance, rows, startMs } from '../../instance.ts';
import { signedEvent } from '../../signed-event.ts';
import { application } from '../../stage-rows.ts';

const { queryCreditQuota, applyCreditGrant, queryBudgetAccountInfo } = rows;

/** The answer of an endpoint whose operation does this. */
async function answerTo(row: Endpoint, request: unknown, operation: () => unknown) {
  const instance = newInstance();
  const run = async () => operation() as never;
  const handler = endpointHandler(row, run, () => instance.deps);
  const result = await handler(signedEvent(row.path, request, startMs), contextOf(row));
  return { ...answerOf(result, 'POST', row.path), lines: instance.lines };
}

function thrower(error: unknown) {
  return (): never => {
    throw error;
  };
}

function named(name: string): Error {
  return Object.assign(new Error('from the SDK'), { name });
}

const quotaQuestion = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
const unknown = 'U UNKNOWN_EXCEPTION: The outcome is unknown.';
const traffic = 'U REQUEST_TRAFFIC_EXCEED_LIMIT: Too many requests.';

describe('whatever an operation throws is answered, signed', () => {
  test.each<[string, unknown, string]>([
    ['a refusal of the row', new Refusal('QUOTA_QUERY_FAILED'), 'F QUOTA_QUERY_FAILED: The cust'],
    ['a common refusal', new Refusal('PARAM_ILLEGAL', 'a: b'), 'F PARAM_ILLEGAL: a: b'],
    ['a refusal of another row', new Refusal('ORDER_NOT_EXIST'), unknown],
    ['too much at once', new TrafficExceeded('rows moved'), traffic],
    ['throttling', named('ThrottlingException'), traffic],
    ['throughput', named('ProvisionedThroughputExceededException'), traffic],
    ['a request limit', named('RequestLimitExceeded'), traffic],
    ['stored data', new StoredDataFault('a row'), unknown],
    ['a bug', new TypeError('x is not a function'), unknown],
    ['missing permission', named('AccessDeniedException'), unknown],
    ['a mismatch of tokens', named('IdempotentParameterMismatchException'), unknown],
    ['a transaction of others', named('TransactionCanceledException'), unknown],
    ['no error at all', 'a text', unknown],
    ['nothing', undefined, unknown],
    ['null', null, unknown],
    ['a refusal in name only', { name: 'Refusal', code: 'PARAM_ILLEGAL' }, unknown],
  ])('%s', async (_what, thrown, expected) => {
    const answer = await answerTo(queryCreditQuota, quotaQuestion, thrower(thrown));
    const said = `${answer.outcome}: ${answer.result.resultMessage}`;
    expect(said.slice(0, expected.length)).toBe(expected);
    expect(Object.keys(answer.body)).toEqual(['result']);
  });

  test.each<[string, () => unknown]>([
    ['nothing', () => undefined],
    ['a member too many', () => ({ ...soundQuota, creditLimit: '1' })],
    ['a member too few', () => ({ ...soundQuota, productStatus: undefined })],
    ['a negative amount', () => ({ ...soundQuota, unpaidTotalAmount: amount('-1') })],
    ['a fraction', () => ({ ...soundQuota, unpaidTotalAmount: amount('1.5') })],
    ['17 digits', () => ({ ...soundQuota, unpaidTotalAmount: amount('1'.repeat(17)) })],
    ['a text', () => 'S'],
  ])('an answer that the row does not promise: %s', async (_what, operation) => {
    const answer = await answerTo(queryCreditQuota, quotaQuestion, operation);
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
  });

  function amount(value: string) {
    return { currency: 'USD', value };
  }
  const soundQuota = {
    ...quotaQuestion,
    capLimitTotalAmount: amount('1'),
    grantTotalAmount: amount('0'),
    unpaidTotalAmount: amount('0'),
    availableTotalAmount: amount('0'),
    productStatus: 'NORMAL',
  };
});

describe('on the budget query, what is stored and cannot be read is definite', () => {
  test.each<[string, unknown, string]>([
    ['stored data', new StoredDataFault('a row'), 'F SYSTEM_ERROR'],
    ['a bug', new TypeError('x is not a function'), 'U UNKNOWN_EXCEPTION'],
    ['a lost connection', named('TimeoutError'), 'U UNKNOWN_EXCEPTION'],
    ['throttling', named('ThrottlingException'), 'U REQUEST_TRAFFIC_EXCEED_LIMIT'],
  ])('%s', async (_what, thrown, outcome) => {
    const answer = await answerTo(queryBudgetAccountInfo, {}, thrower(thrown));
    expect(answer.outcome).toBe(outcome);
  });
});

describe('an application that is not decided on gets its reference back, and no status', () => {
  test.each<[string, unknown, string]>([
    ['a fault', new Error('lost'), 'U UNKNOWN_EXCEPTION'],
    ['traffic', new TrafficExceeded('rows moved'), 'U REQUEST_TRAFFIC_EXCEED_LIMIT'],
    ['a refusal', new Refusal('REPEAT_REQ_INCONSISTENT'), 'F REPEAT_REQ_INCONSISTENT'],
  ])('%s', async (_what, thrown, outcome) => {
    const answer = await answerTo(applyCreditGrant, application('KEY'), thrower(thrown));
    expect(answer.outcome).toBe(outcome);
    expect(answer.body).toEqual({ result: answer.result, referenceNo: 'REF_1' });
  });
});

test('no answer tells what the fault was; the log does', async () => {
  const cause = new Error('arn:aws:dynamodb:us-east-1:1:table/quotaline');
  const fault = new TypeError('at shared/store/table.ts:1', { cause });
  const answer = await answerTo(queryCreditQuota, quotaQuestion, thrower(fault));
  expect(answer.text).not.toMatch(/arn|table|TypeError|\.ts/);
  expect(answer.lines).toMatchObject([
    {
      level: 'error',
      resultCode: 'UNKNOWN_EXCEPTION',
      fault: `TypeError: at shared/store/table.ts:1; cause: Error: ${cause.message}`,
    },
  ]);
});

describe('every other route and verb is answered, signed', () => {
  const instance = newInstance();
  const handler = unknownApiHandler(() => instance.deps);
  test.each([
    ['POST', '/nowhere', 'F INVALID_API'],
    ['POST', '', 'F INVALID_API'],
    ['GET', '/nowhere', 'F INVALID_API'],
    ['GET', '/amsin/alipay/business/credit/queryCreditQuota', 'F METHOD_NOT_SUPPORTED'],
    ['OPTIONS', '/amsin/alipay/business/credit/applyCreditGrant', 'F METHOD_NOT_SUPPORTED'],
    ['POST', '/amsin/alipay/business/credit/queryCreditQuota/', 'F INVALID_API'],
    ['POST', '/amsin/alipay/business/credit/QueryCreditQuota', 'F INVALID_API'],
    ['POST', '/prod/amsin/alipay/business/credit/queryCreditQuota', 'F INVALID_API'],
  ])('%s %s', async (method, path, outcome) => {
    const event = signedEvent(path, '', startMs, { method });
    const result = await handler(event, contextOf(queryCreditQuota));
    expect(answerOf(result, method, path).outcome).toBe(outcome);
  });

  test('HEAD is answered with headers only, signed over no body', async () => {
    const path = '/amsin/alipay/business/credit/queryCreditQuota';
    const event = signedEvent(path, '', startMs, { method: 'HEAD' });
    const result = await handler(event, contextOf(queryCreditQuota));
    expect(answerOf(result, 'HEAD', path).text).toBe('');
  });

  test.each([[undefined], [null], ['garbage'], [{}], [[1]]])('garbage: %j', async (event) => {
    const result = await handler(event, contextOf(queryCreditQuota));
    const answer = answerOf(result, '', '');
    expect(answer.outcome).toBe('F INVALID_API');
    expect(answer.headers['client-id']).toBe('');
  });
});
