import { afterAll, beforeAll, expect, test } from 'vitest';
import { handler as applyCreditGrant } from '../../functions/apply-credit-grant.ts';
import { handler as queryBudgetAccountInfo } from '../../functions/query-budget-account-info.ts';
import { handler as queryCreditQuota } from '../../functions/query-credit-quota.ts';
import { paths } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { isoTime, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.applyCreditGrant;
const productBody = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';

let provider: WatchedProvider;
let itemsBefore: unknown[];

beforeAll(async () => {
  provider = await startWatchedProvider();
  itemsBefore = await provider.items();
});
afterAll(() => provider.stop());

/** An application in which the vendor's name holds these bytes. */
function applicationWith(bytes: Buffer): Buffer {
  const text = JSON.stringify(provider.application('REF_B_BYTES', { vendorName: '*' }));
  const [head = '', tail = ''] = text.split('*');
  return Buffer.concat([Buffer.from(head), bytes, Buffer.from(tail)]);
}

test.each([
  ['B16 the same bytes in base64', productBody],
  ['B16 blanks around them', ` ${productBody}\n`],
])('%s are accepted', async (_, text) => {
  const body = Buffer.from(text).toString('base64');
  const raw = { path: paths.queryCreditQuota, body, isBase64Encoded: true, signedBody: text };
  const answer = await provider.invoke(queryCreditQuota, raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each([
  ['B17 no padding', (base64: string) => base64.replace(/=+$/, '')],
  ['B17 base64url', (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_')],
  ['B17 a line feed behind it', (base64: string) => `${base64}\n`],
  ['B17 a blank inside', (base64: string) => `${base64.slice(0, 8)} ${base64.slice(8)}`],
  ['B17 junk behind it', (base64: string) => `${base64}!`],
  ['B17 stray bits at the end', (base64: string) => base64.replace(/A==$/, 'B==')],
  ['B17 not base64 at all', () => productBody],
])('%s is refused', async (_, bend) => {
  // The base64 of these bytes holds `+`, `/` and two padding signs: each bend changes something.
  const signedBody = Buffer.concat([Buffer.from(productBody), Buffer.from('fbffbf20', 'hex')]);
  const base64 = signedBody.toString('base64');
  expect(bend(base64)).not.toBe(base64);
  const raw = { path, body: bend(base64), isBase64Encoded: true, signedBody };
  const answer = await provider.refuseRaw(applyCreditGrant, raw);
  expect(answer.text).toBe(paramIllegal('body: not canonical base64'));
});

test('B18 a byte order mark, signed with it, is refused', async () => {
  const body = `\ufeff${JSON.stringify(provider.application('REF_B18'))}`;
  const answer = await provider.refuse('applyCreditGrant', body);
  expect(answer.text).toBe(paramIllegal('body: starts with a byte order mark'));
});

test.each<[string, number[]]>([
  ['B20 the invalid UTF-8 C3 28', [0xc3, 0x28]],
  ['B20 a lone continuation byte', [0x80]],
  ['B20 a sequence that is cut off', [0xe2, 0x82]],
  ['B20 beyond the last code point', [0xf4, 0x90, 0x80, 0x80]],
  ['B22 an overlong slash', [0xc0, 0xaf]],
  ['B22 an overlong letter in three bytes', [0xe0, 0x81, 0x81]],
  ['B23 surrogates of CESU-8', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
])('%s is refused', async (_, bytes) => {
  const body = applicationWith(Buffer.from(bytes));
  const answer = await provider.refuse('applyCreditGrant', body);
  expect(answer.text).toBe(paramIllegal('body: expected well-formed UTF-8'));
});

test.each<[string, number[]]>([
  ['B21 U+FFFD where C3 28 was signed', [0xc3, 0x28]],
  ['B21 U+FFFD where an overlong slash was signed', [0xc0, 0xaf]],
])('%s does not verify', async (_, bytes) => {
  const signedBody = applicationWith(Buffer.from(bytes));
  const raw = { path, body: signedBody.toString('utf8'), signedBody };
  const answer = await provider.refuseRaw(applyCreditGrant, raw);
  expect(answer.text).toBe(refusals.invalidSignature);
});

const spaced = '{"referenceNo": "REF_B24", "vendorName": "Cafe\u0301",\n "marketRegion": "US"}';

test.each([
  ['B19 a byte order mark that was not signed', spaced, `\ufeff${spaced}`],
  ['B19 a byte order mark that was signed and lost', `\ufeff${spaced}`, spaced],
  ['B24 spaces removed by a proxy', spaced, JSON.stringify(JSON.parse(spaced))],
  ['B24 members in another order', '{"a":1,"b":2}', '{"b":2,"a":1}'],
  ['B24 a slash escaped by a proxy', '{"a":"x/y"}', '{"a":"x\\/y"}'],
  ['B24 a letter escaped by a proxy', '{"a":"é"}', '{"a":"\\u00e9"}'],
  ['B24 a line feed at the end', spaced, `${spaced}\n`],
  ['B24 a line feed at the end, lost', `${spaced}\n`, spaced],
  ['B25 LF became CRLF', spaced, spaced.replace('\n', '\r\n')],
  ['B26 NFC became NFD', spaced.normalize('NFC'), spaced.normalize('NFD')],
  ['B26 NFD became NFC', spaced.normalize('NFD'), spaced.normalize('NFC')],
])('%s: does not verify', async (_, signed, sent) => {
  const { clientId } = provider.partner;
  const time = isoTime();
  const signedText = textToSign({ path, clientId, time, body: signed });
  const answer = await provider.refuse('applyCreditGrant', sent, { time, signedText });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each<[string, string | null | undefined]>([
  ['an event without a body', undefined],
  ['an event whose body is null', null],
  ['an event whose body is empty', ''],
])('B12 %s has an empty body', async (_, body) => {
  const raw = { path: paths.queryBudgetAccountInfo, ...(body !== undefined && { body }) };
  const answer = await provider.invoke(queryBudgetAccountInfo, raw);
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', async () => {
  expect(await provider.items()).toEqual(itemsBefore);
  expectQuietLog(provider);
});
