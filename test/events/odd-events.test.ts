import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../http/provider.ts';
import { expectNothingStored } from '../http/quiet-log.ts';
import { paramIllegal, refusals } from '../http/refusals.ts';
import { startWatchedProvider, type WatchedProvider } from '../http/watched-provider.ts';

const path = paths.applyCreditGrant;
const budgetPath = paths.queryBudgetAccountInfo;
const nobody = { method: '', path: '' };

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

const http = { method: 'POST', path };
const sqs = {
  Records: [{ messageId: 'm', receiptHandle: 'r', body: '{}', eventSource: 'aws:sqs' }],
};
/** The request of payload format 1.0, which a wrongly made integration would send. */
const restEvent = {
  version: '1.0',
  resource: path,
  path,
  httpMethod: 'POST',
  headers: { 'content-type': 'application/json', 'client-id': 'A' },
  multiValueHeaders: { 'client-id': ['A'] },
  queryStringParameters: null,
  requestContext: { httpMethod: 'POST', path, requestId: 'r', stage: '$default' },
  body: '{}',
  isBase64Encoded: false,
};

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'POST'],
  ['a number', 7],
  ['a list', []],
  ['a list of events', [{ rawPath: path, requestContext: { http } }]],
  ['an object without members', {}],
  ['messages of a queue', sqs],
  ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
  ['an object put into a bucket', { Records: [{ s3: { object: { key: 'a' } } }] }],
  ['payload format 1.0', restEvent],
  ['a warmer', { warmer: true, concurrency: 3 }],
])('every function answers %s, signed for nobody and nothing', async (_, event) => {
  expect(provider.functions.size).toBe(9);
  for (const functionName of provider.functions.keys()) {
    const raw = { path, instead: { event }, answered: nobody };
    const answer = await provider.refuseRaw(functionName, raw);
    expect(answer.text, functionName).toBe(refusals.invalidApi);
    expect(answer.headers['client-id']).toBe('');
  }
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['no context', { requestContext: undefined }],
  ['a context of null', { requestContext: null }],
  ['a context without http', { requestContext: { requestId: 'r' } }],
  ['http of null', { requestContext: { http: null } }],
  ['no method', { requestContext: { http: {} } }],
  ['a method of null', { requestContext: { http: { method: null } } }],
  ['a list of methods', { requestContext: { http: { method: ['POST'] } } }],
  ['a request id that is a number', { requestContext: { requestId: 1, http } }],
  ['no path', { rawPath: undefined }],
  ['a path of null', { rawPath: null }],
  ['a path that is a number', { rawPath: 1 }],
  ['a list of paths', { rawPath: [path] }],
  ['headers of null', { headers: null }],
  ['headers that are a text', { headers: 'client-id: A' }],
  ['headers in a list', { headers: [['client-id', 'A']] }],
  ['a header of null', { headers: { 'client-id': null } }],
  ['a header that is a number', { headers: { 'client-id': 1 } }],
  ['a list for a header', { headers: { 'client-id': ['A', 'B'] } }],
  ['an object for a header', { headers: { 'client-id': { toString: 'A' } } }],
  ['a body that is a number', { body: 1 }],
  ['a body that was parsed', { body: { referenceNo: 'A' } }],
  ['a body in a list', { body: ['{}'] }],
  ['a body that is true', { body: true }],
  ['bytes for a body', { body: { type: 'Buffer', data: [123, 125] } }],
  ['base64 said in a text', { isBase64Encoded: 'true' }],
  ['base64 said by a number', { isBase64Encoded: 1 }],
  ['base64 of null', { isBase64Encoded: null }],
  ['a query string of null', { rawQueryString: null }],
  ['a query string in an object', { rawQueryString: { a: 1 } }],
])('an event with %s is none of HTTP', async (_, event) => {
  const body = JSON.stringify(provider.application('REF_ODD'));
  const raw = { path, body, event, answered: nobody };
  const answer = await provider.refuseRaw('apply-credit-grant', raw);
  expect(answer.text).toBe(refusals.invalidApi);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['without headers', { headers: undefined }],
  ['with no header in them', { headers: {} }],
])('an event %s is refused by the first that is missed', async (_, event) => {
  const body = JSON.stringify(provider.application('REF_ODD'));
  const answer = await provider.refuseRaw('apply-credit-grant', { path, body, event });
  const words = 'Content-Type: expected application/json; charset=UTF-8';
  expect(answer.text).toBe(paramIllegal(words));
});

/** Lists in lists, so many. */
function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);
}

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['of no version', { version: undefined }],
  ['of version 1.0 but for that like any other', { version: '1.0' }],
  ['of a version to come', { version: '3.0', events: [] }],
  ['without a query string', { rawQueryString: undefined }],
  ['with null for what is not looked at', { cookies: null, stageVariables: null, routeKey: null }],
  ['with cookies', { cookies: ['Client-Id=OTHER', '__proto__=a'] }],
  ['with members of payload format 1.0', { httpMethod: 'GET', path: '/', resource: '/{proxy+}' }],
  ['with 5 MB that nobody asked for', { padding: 'x'.repeat(5_000_000) }],
  ['with lists 3,000 deep', { deep: nested(3_000) }],
  ['with 100,000 members', Object.fromEntries(Array(100_000).entries())],
  ['with an authorizer', { requestContext: { http, authorizer: { jwt: { claims: {} } } } }],
])('an event %s is read as the request that it is', async (_, event) => {
  const raw = { path: budgetPath, body: '{}', event };
  const answer = await provider.invoke('query-budget-account-info', raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));
