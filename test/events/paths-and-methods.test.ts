import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../http/provider.ts';
import { expectNothingStored } from '../http/quiet-log.ts';
import { paramIllegal, refusals } from '../http/refusals.ts';
import { expectRowsSent } from '../http/rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from '../http/watched-provider.ts';

const path = paths.applyCreditGrant;
const apply = 'apply-credit-grant';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

function body(): string {
  return JSON.stringify(provider.application('REF_A'));
}

test.each([
  ['A01 GET', 'GET'],
  ['A02 PUT', 'PUT'],
  ['A03 PATCH', 'PATCH'],
  ['A04 DELETE', 'DELETE'],
  ['A05 OPTIONS', 'OPTIONS'],
  ['A06 HEAD', 'HEAD'],
  ['A01 post in lower case', 'post'],
  ['A01 no method', ''],
])('%s handed to the function of a POST route is not supported', async (_, method) => {
  const answer = await provider.refuseRaw(apply, { method, path, body: body() });
  expect(answer.text).toBe(method === 'HEAD' ? '' : refusals.methodNotSupported);
  expect(provider.log().at(-1)).toMatchObject({ resultCode: 'METHOD_NOT_SUPPORTED' });
});

test.each([
  ['A12 a line feed', `${path}\nDEMO_5X00000000000001.2026-11-21T10:00:00+00:00.{}`],
  ['A12 a blank', `${path} `],
  ['A12 NUL', `${path}\0`],
  ['A12 a letter that is not ASCII', `${path}é`],
  ['A12 half a character', `${path}\ud800`],
  ['A12 a percent-encoded letter', path.replace('/amsin', '/%61msin')],
  ['A12 a percent-encoded slash', path.replace('/credit/', '/credit%2F')],
  ['A08 an empty path', ''],
  ['A08 a path of a megabyte', `/${'a'.repeat(1_000_000)}`],
  ['A14 the stage in front', `/prod${path}`],
  ["A08 another function's path", paths.queryCreditQuota],
])('%s, handed to any function but its own, is no API', async (_, rawPath) => {
  for (const functionName of [apply, 'unknown-api', 'published-keys']) {
    if (functionName === 'unknown-api' && rawPath === paths.queryCreditQuota) continue;
    const raw = { path, rawPath: rawPath.toWellFormed() };
    const event = { rawPath };
    const answer = await provider.refuseRaw(functionName, { ...raw, body: body(), event });
    expect(answer.text, functionName).toBe(refusals.invalidApi);
  }
});

test('A12 a path that was signed encoded, and came decoded, does not verify', async () => {
  const raw = { path: path.replace('/amsin', '/%61msin'), rawPath: path, body: body() };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('A08 the path of the event counts, whatever its context says', async () => {
  const requestContext = {
    routeKey: 'POST /other',
    stage: 'prod',
    http: { method: 'POST', path: '/other', protocol: 'HTTP/1.0' },
  };
  const raw = { path: paths.queryBudgetAccountInfo, body: '{}', event: { requestContext } };
  const answer = await provider.invoke('query-budget-account-info', raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each([
  ['A01 a method with a line feed', 'POST /x\nDEMO.2026-11-21T10:00:00+00:00.{}\n'],
  ['A01 a method with a blank', 'POST '],
  ['A01 a method that is not ASCII', 'PÖST'],
  ['A01 a method of a megabyte', 'P'.repeat(1_000_000)],
])('%s is no request of HTTP, and is not signed', async (_, method) => {
  const answered = { method: '', path: '' };
  for (const functionName of [apply, 'unknown-api', 'published-keys']) {
    const raw = { method, path, body: body(), answered };
    const answer = await provider.refuseRaw(functionName, raw);
    expect(answer.text).toBe(refusals.invalidApi);
  }
});

test.each([
  ['A15 a query string', 'a=1'],
  ['A15 a query string of a megabyte', 'a'.repeat(1_000_000)],
  ['A15 a blank for a query string', ' '],
])('%s is refused', async (_, rawQueryString) => {
  const raw = { path, body: body(), event: { rawQueryString } };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(paramIllegal('query string: expected none'));
});

test.each([
  ['A15 no query string', undefined],
  ['A15 an empty query string', ''],
])('%s, but parameters that came apart, is none', async (_, rawQueryString) => {
  const event = { rawQueryString, queryStringParameters: { access_token: 'A' } };
  const raw = { path: paths.queryBudgetAccountInfo, body: '{}', event };
  const answer = await provider.invoke('query-budget-account-info', raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
