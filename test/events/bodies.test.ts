import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../http/provider.ts';
import { expectNothingStored } from '../http/quiet-log.ts';
import { paramIllegal, refusals } from '../http/refusals.ts';
import { expectRowsSent } from '../http/rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from '../http/watched-provider.ts';

const path = paths.applyCreditGrant;
const apply = 'apply-credit-grant';
const productBody = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

/** An application in which the vendor's name holds these bytes. */
function applicationWith(bytes: readonly number[]): Buffer {
  const text = JSON.stringify(provider.application('REF_B_BYTES', { vendorName: '*' }));
  const [head = '', tail = ''] = text.split('*');
  return Buffer.concat([Buffer.from(head), Buffer.from(bytes), Buffer.from(tail)]);
}

test.each([
  ['B16 the same bytes in base64', productBody],
  ['B16 blanks around them', ` ${productBody}\n`],
])('%s are accepted', async (_, text) => {
  const body = Buffer.from(text).toString('base64');
  const raw = { path: paths.queryCreditQuota, body, isBase64Encoded: true, signedBody: text };
  const answer = await provider.invoke('query-credit-quota', raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each([
  ['B17 no padding', (base64: string) => base64.replace(/=+$/, '')],
  ['B17 base64url', (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_')],
  ['B17 a line feed behind it', (base64: string) => `${base64}\n`],
  ['B17 a blank inside', (base64: string) => `${base64.slice(0, 8)} ${base64.slice(8)}`],
  ['B17 junk behind it', (base64: string) => `${base64}!`],
  ['B17 stray bits at the end', (base64: string) => base64.replace(/A==$/, 'B==')],
  ['B17 padding in the middle', (base64: string) => `${base64}${base64}`],
  ['B17 not base64 at all', () => productBody],
  ['B17 a letter', () => 'A'],
])('%s is refused', async (_, bend) => {
  // The base64 of these bytes holds `+`, `/` and two padding signs: each bend changes something.
  const signedBody = Buffer.concat([Buffer.from(productBody), Buffer.from('fbffbf20', 'hex')]);
  const base64 = signedBody.toString('base64');
  expect(bend(base64)).not.toBe(base64);
  const raw = { path, body: bend(base64), isBase64Encoded: true, signedBody };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(paramIllegal('body: not canonical base64'));
});

test.each<[string, readonly number[], string]>([
  ['B20 C3 28 in base64', [0xc3, 0x28], 'body: expected well-formed UTF-8'],
  ['B22 an overlong slash in base64', [0xc0, 0xaf], 'body: expected well-formed UTF-8'],
  [
    'B23 surrogates of CESU-8 in base64',
    [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80],
    'body: expected well-formed UTF-8',
  ],
])('%s is refused', async (_, bytes, message) => {
  const signedBody = applicationWith(bytes);
  const raw = { path, body: signedBody.toString('base64'), isBase64Encoded: true, signedBody };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(paramIllegal(message));
});

test.each<[string, readonly number[]]>([
  ['B21 U+FFFD where C3 28 was signed', [0xc3, 0x28]],
  ['B21 U+FFFD where an overlong slash was signed', [0xc0, 0xaf]],
])('%s does not verify', async (_, bytes) => {
  const signedBody = applicationWith(bytes);
  const raw = { path, body: signedBody.toString('utf8'), signedBody };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each<[string, string]>([
  ['B16 base64 that is not said to be, signed as what it stands for', productBody],
  ['B24 half a character, signed as U+FFFD and a letter', '\ufffdA'],
])('%s does not verify', async (_, signedBody) => {
  const body = Buffer.from(signedBody).toString('base64');
  const raw = { path: paths.queryCreditQuota, body, signedBody };
  const answer = await provider.refuseRaw('query-credit-quota', raw);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['an event without a body', { body: undefined }],
  ['an event whose body is null', { body: null }],
  ['an event whose body is empty', { body: '' }],
  ['an event without a body, in base64', { body: undefined, isBase64Encoded: true }],
  ['an event whose body is null, in base64', { body: null, isBase64Encoded: true }],
  ['an event whose body is empty, in base64', { body: '', isBase64Encoded: true }],
  ['an event that says nothing of base64', { body: '', isBase64Encoded: undefined }],
])('B12 %s has an empty body', async (_, event) => {
  const raw = { path: paths.queryBudgetAccountInfo, event };
  const answer = await provider.invoke('query-budget-account-info', raw);
  expect(answer.outcome).toBe('S SUCCESS');
  const refused = await provider.refuseRaw(apply, { path, event });
  expect(refused.text).toBe(paramIllegal('body: empty, expected a JSON object'));
});

test.each([
  ['B15 a body of 6 MB', false],
  ['B15 a body of 6 MB in base64', true],
])('%s is refused by its size', async (_, isBase64Encoded) => {
  const body = 'A'.repeat(6_000_000);
  const raw = { path, body, isBase64Encoded };
  const answer = await provider.refuseRaw(apply, raw);
  expect(answer.text).toBe(paramIllegal('body: expected at most 131072 bytes'));
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
