import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../http/provider.ts';
import { expectNothingStored } from '../http/quiet-log.ts';
import { usualHeader } from '../http/raw-event.ts';
import { paramIllegal, refusals } from '../http/refusals.ts';
import { expectRowsSent } from '../http/rows-sent.ts';
import { isoTime } from '../http/signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from '../http/watched-provider.ts';

const path = paths.applyCreditGrant;
const budget = { path: paths.queryBudgetAccountInfo, body: '{}' };
const timeWords = 'Request-Time: expected ISO 8601 with offset, once';
const typeWords = 'Content-Type: expected application/json; charset=UTF-8';

let provider: WatchedProvider;
let demo: string;

beforeAll(async () => {
  provider = await startWatchedProvider();
  demo = provider.partner.clientId;
});
afterAll(() => provider.stop());

type Headers = Readonly<Record<string, string | undefined>>;

function refuse(headers: Headers) {
  const body = JSON.stringify(provider.application('REF_C'));
  return provider.refuseRaw('apply-credit-grant', { path, body, headers });
}

test.each<[string, (id: string) => Headers]>([
  ['C05 a blank in front', (id) => ({ 'client-id': ` ${id}` })],
  ['C05 a tab behind', (id) => ({ 'client-id': `${id}\t` })],
  ['C05 a line feed behind', (id) => ({ 'client-id': `${id}\n` })],
  ['C06 a full-width letter', (id) => ({ 'client-id': `Ｄ${id.slice(1)}` })],
  ['C06 half a character', (id) => ({ 'client-id': `${id}\ud800` })],
  ['C08 NUL', (id) => ({ 'client-id': `${id}\0` })],
  ['C09 one header in two letter cases', (id) => ({ 'Client-Id': id })],
  ['C09 one header in three letter cases', (id) => ({ 'Client-Id': id, 'CLIENT-ID': id })],
  ['C09 two headers merged', (id) => ({ 'client-id': `${id},OTHER` })],
  ['C09 two equal headers merged with a blank', (id) => ({ 'client-id': `${id}, ${id}` })],
  ['C01 no Client-Id', () => ({ 'client-id': undefined })],
])('%s is no client, and is not echoed', async (_, headersOf) => {
  const answer = await refuse(headersOf(demo));
  expect(answer.text).toBe(refusals.invalidClient);
  expect(answer.headers['client-id']).toBe('');
});

test.each<[string, () => Headers, string]>([
  ['C27 two times merged', () => ({ 'request-time': `${isoTime()},${isoTime()}` }), timeWords],
  ['C27 a time in two letter cases', () => ({ 'Request-Time': isoTime() }), timeWords],
  ['C12 a line feed behind the time', () => ({ 'request-time': `${isoTime()}\n` }), timeWords],
  ['C12 no time', () => ({ 'request-time': undefined }), timeWords],
  ['B08 two types merged', () => ({ 'content-type': 'application/json,text/plain' }), typeWords],
  ['B06 two types in two cases', () => ({ 'Content-Type': 'application/json;a=1' }), typeWords],
  ['B01 no type', () => ({ 'content-type': undefined }), typeWords],
  ['B10 gzip', () => ({ 'content-encoding': 'gzip' }), 'Content-Encoding: expected none'],
  [
    'B10 two encodings merged',
    () => ({ 'content-encoding': 'identity,identity' }),
    'Content-Encoding: expected none',
  ],
  [
    'C28 a header of a megabyte',
    () => ({ 'x-note': 'x'.repeat(1_000_000) }),
    'x-note: expected at most 8192 characters',
  ],
  [
    'C28 one that is too long when merged',
    () => ({ 'X-Note': 'x'.repeat(4_096), 'x-note': 'x'.repeat(4_096) }),
    'x-note: expected at most 8192 characters',
  ],
  [
    'C28 one with a name that cannot be shown',
    () => ({ 'x-\u202e\n': 'x'.repeat(8_193) }),
    'a header: expected at most 8192 characters',
  ],
])('%s is refused by name', async (_, headersOf, message) => {
  const answer = await refuse(headersOf());
  expect(answer.text).toBe(paramIllegal(message));
});

test.each<[string, (base64: string) => string]>([
  ['D03 two signatures merged', (base64) => `${usualHeader(base64)},${usualHeader(base64)}`],
  ['D34 a line feed inside', (b) => `algorithm=RSA256,signature=${b.slice(0, 64)}\n${b.slice(64)}`],
  ['D34 CRLF at the end', (base64) => `algorithm=RSA256,signature=${base64}\r\n`],
  ['D34 NUL at the end', (base64) => `algorithm=RSA256,signature=${base64}\0`],
])('%s does not verify', async (_, signatureHeader) => {
  const body = JSON.stringify(provider.application('REF_D34'));
  const raw = { path, body, signatureHeader };
  const answer = await provider.refuseRaw('apply-credit-grant', raw);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('D03 a signature in two letter cases does not verify', async () => {
  const answer = await refuse({ Signature: usualHeader('AAAA') });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each<[string, Headers]>([
  ['C11 ten thousand headers more', manyHeaders(10_000)],
  ['C11 headers named like members of an object', { constructor: 'a', 'to-string': 'b' }],
  ['B09 two equal types in two letter cases', { 'Content-Type': 'application/json' }],
])('%s are read over', async (_, headers) => {
  const answer = await provider.invoke('query-budget-account-info', { ...budget, headers });
  expect(answer.outcome).toBe('S SUCCESS');
});

test('C11 a header named __proto__ is one like any other', async () => {
  const answer = await refuse(JSON.parse('{"__proto__":"a","client-id":"A.B"}'));
  expect(answer.text).toBe(refusals.invalidClient);
});

test.each([
  ['the id, the time and the signature', ['client-id', 'request-time', 'signature']],
  ['the customer', ['connected-customerid']],
])('C01 %s as cookies or multi-value headers are not there', async (_, names) => {
  const multiValueHeaders = Object.fromEntries(names.map((name) => [name, [demo]]));
  const event = { headers: {}, cookies: names.map((name) => `${name}=${demo}`), multiValueHeaders };
  const raw = { ...budget, event };
  const answer = await provider.refuseRaw('query-budget-account-info', raw);
  expect(answer.text).toBe(paramIllegal(typeWords));
});

function manyHeaders(count: number): Headers {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`x-${index}`, 'x']));
}

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
