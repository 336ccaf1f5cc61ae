import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const apis = Object.keys(paths) as Api[];
const path = paths.applyCreditGrant;

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

const methods = [
  ['A01', 'GET'],
  ['A02', 'PUT'],
  ['A03', 'PATCH'],
  ['A04', 'DELETE'],
] as const;

test.each(methods.flatMap(([id, method]) => apis.map((api) => ({ id, method, api }))))(
  '$id $method on $api is not supported',
  async ({ method, api }) => {
    const body = method === 'GET' ? '' : provider.application('REF_A_METHOD');
    const answer = await provider.refuse(api, body, { method });
    expect(answer.text).toBe(refusals.methodNotSupported);
  },
);

test.each(apis)('A05 OPTIONS with Origin on %s offers no CORS', async (api) => {
  const headers = { Origin: 'https://partner.example', 'Access-Control-Request-Method': 'POST' };
  const answer = await provider.refuse(api, '', { method: 'OPTIONS', headers });
  expect(answer.text).toBe(refusals.methodNotSupported);
  expect(Object.keys(answer.headers).filter((name) => /^access-control|^allow/.test(name))).toEqual(
    [],
  );
});

test.each(apis)('A06 HEAD on %s is answered by headers only, signed over no body', async (api) => {
  const answer = await provider.refuse(api, '', { method: 'HEAD' });
  expect(answer.text).toBe('');
  expect(provider.log().at(-1)).toMatchObject({ resultCode: 'METHOD_NOT_SUPPORTED' });
});

test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
  'A07 POST with %s: GET is a POST',
  async (name) => {
    const answer = await provider.call(
      'queryBudgetAccountInfo',
      {},
      { headers: { [name]: 'GET' } },
    );
    expect(answer.outcome).toBe('S SUCCESS');
  },
);

test.each([
  ['A08 an unknown path', '/amsin/alipay/business/credit/applyCreditGrants'],
  ['A08 the root', '/'],
  ['A08 a prefix of a path', '/amsin/alipay/business/credit'],
  ['A08 the asterisk', '*'],
  ['A09 a trailing slash', `${path}/`],
  ['A10 a doubled slash in front', `/${path}`],
  ['A10 a doubled slash inside', path.replace('/credit/', '/credit//')],
  ['A11 other letter case in the last part', path.replace('apply', 'Apply')],
  ['A11 other letter case in the first part', path.replace('amsin', 'AMSIN')],
  ['A12 a percent-encoded letter', path.replace('/amsin', '/%61msin')],
  ['A12 a percent-encoded slash', path.replace('/credit/', '/credit%2F')],
  ['A13 dot segments that cancel out', path.replace('/credit/', '/credit/x/../')],
  ['A13 a dot segment', path.replace('/credit/', '/credit/./')],
  ['A14 a stage in front', `/prod${path}`],
  ['A14 the default stage in front', `/$default${path}`],
  ['A16 the stray blank of the published page', path.replace('/amsin', '/%20amsin')],
  ['A16 the stray blank as a plus', path.replace('/amsin', '/+amsin')],
  ['A16 a path parameter', `${path};v=1`],
])('%s is no API', async (_, otherPath) => {
  const body = provider.application('REF_A_PATH');
  const answer = await provider.refuse('applyCreditGrant', body, { path: otherPath });
  expect(answer.text).toBe(refusals.invalidApi);
});

test.each([
  ['A15 a query string, signed without it', path, `${path}?a=1`],
  ['A15 a query string, signed with it', `${path}?a=1`, `${path}?a=1`],
  ['A15 a query string of one character', path, `${path}?0`],
  ['A15 a second question mark', path, `${path}??`],
  ['A15 a query string behind an absolute target', path, `http://partner.example${path}?a=1`],
])('%s is refused', async (_, signedPath, target) => {
  const body = provider.application('REF_A_QUERY');
  const more = { path: signedPath, target };
  const answer = await provider.refuse('applyCreditGrant', body, more);
  expect(answer.text).toBe(paramIllegal('query string: expected none'));
});

test('A15 an unknown path with a query string is no API first of all', async () => {
  const answer = await provider.refuse('applyCreditGrant', {}, { path: '/', target: '/?a=1' });
  expect(answer.text).toBe(refusals.invalidApi);
});

test('A15 the absolute form of the target is the same path', async () => {
  const target = `http://partner.example${paths.queryBudgetAccountInfo}`;
  const answer = await provider.call('queryBudgetAccountInfo', {}, { target });
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each(apis.filter((api) => api !== 'applyCreditGrant'))(
  'A17 a signature made for %s does not serve on applyCreditGrant',
  async (api) => {
    const body = provider.application('REF_A17');
    const more = { path: paths[api], target: path };
    const answer = await provider.refuse('applyCreditGrant', body, more);
    expect(answer.text).toBe(refusals.invalidSignature);
  },
);

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the application that all of these bent is granted as it is', async () => {
  const answer = await provider.call('applyCreditGrant', provider.application('REF_A'));
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
