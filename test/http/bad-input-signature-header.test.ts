import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, signText, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.applyCreditGrant;
let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

type HeaderOf = (base64: string) => string | undefined;
const escaped = encodeURIComponent;
const withVersion = (version: string): HeaderOf => {
  return (base64) => `algorithm=RSA256,keyVersion=${version},signature=${escaped(base64)}`;
};
const withAlgorithm = (algorithm: string): HeaderOf => {
  return (base64) => `algorithm=${algorithm},keyVersion=1,signature=${escaped(base64)}`;
};
const withValue = (bend: (base64: string) => string): HeaderOf => {
  return (base64) => `algorithm=RSA256,keyVersion=1,signature=${bend(base64)}`;
};
const withBytes = (bend: (bytes: Buffer) => Buffer): HeaderOf => {
  return withValue((base64) => escaped(bend(Buffer.from(base64, 'base64')).toString('base64')));
};

/** A time with which the base64 of the signature holds both `+` and `/`. */
function tellingTime(body: string, path: string = paths.applyCreditGrant): string {
  const { clientId, privateKeyPem } = provider.partner;
  for (let secondsAgo = 0; ; secondsAgo++) {
    const time = isoTime(-1_000 * secondsAgo);
    const base64 = signText(privateKeyPem, textToSign({ path, clientId, time, body }));
    if (/\+.*\/|\/.*\+/.test(base64)) return time;
  }
}

function modulusOf(privateKeyPem: string): Buffer {
  const { n = '' } = createPublicKey(privateKeyPem).export({ format: 'jwk' });
  return Buffer.from(n, 'base64url');
}

test.each<[string, HeaderOf]>([
  ['D01 no Signature header', () => undefined],
  ['D02 an empty Signature header', () => ''],
  ['D02 only the bare base64', (base64) => base64],
  ['D02 only commas', () => ', ,'],
  ['D04 no algorithm', (base64) => `keyVersion=1,signature=${escaped(base64)}`],
  ['D04 an empty algorithm', withAlgorithm('')],
  ['D06 no signature', () => 'algorithm=RSA256,keyVersion=1'],
  ['D07 signature twice, equal', withValue((b) => `${escaped(b)},signature=${escaped(b)}`)],
  ['D07 signature twice, the first one wrong', withValue((b) => `AAAA,signature=${escaped(b)}`)],
  ['D07 signature in two letter cases', withValue((b) => `${escaped(b)},Signature=${escaped(b)}`)],
  ['D08 keyVersion twice, equal', withVersion('1,keyVersion=1')],
  ['D08 keyVersion twice, different', withVersion('1,keyVersion=2')],
  ['D08 algorithm twice', withAlgorithm('RSA256,algorithm=RSA256')],
  ['D09 an unknown parameter', withVersion('1,kid=1')],
  ['D09 a parameter without a value', withVersion('1,keyed')],
  ['D09 a comma at the end', withValue((b) => `${escaped(b)},`)],
  ['D09 semicolons for commas', (b) => `algorithm=RSA256;keyVersion=1;signature=${escaped(b)}`],
  ['D09 a blank before the equals sign', (b) => `algorithm =RSA256,signature=${escaped(b)}`],
  ['D11 algorithm=none', withAlgorithm('none')],
  ['D12 HS256', withAlgorithm('HS256')],
  ['D13 RSA512', withAlgorithm('RSA512')],
  ['D13 RSA-SHA256', withAlgorithm('RSA-SHA256')],
  ['D15 PS256', withAlgorithm('PS256')],
  ['D16 ES256', withAlgorithm('ES256')],
  ['D16 RS256', withAlgorithm('RS256')],
  ['D16 RSA256 in quotes', withAlgorithm('"RSA256"')],
  ['D18 keyVersion -1', withVersion('-1')],
  ['D18 keyVersion +1', withVersion('+1')],
  ['D18 an empty keyVersion', withVersion('')],
  ['D19 keyVersion 1.0', withVersion('1.0')],
  ['D20 keyVersion 01', withVersion('01')],
  ['D21 keyVersion 1e0', withVersion('1e0')],
  ['D21 keyVersion 0x1', withVersion('0x1')],
  ['D22 keyVersion 2^63', withVersion('9223372036854775808')],
  ['D22 keyVersion of ten digits', withVersion('1000000000')],
  ['D25 keyVersion __proto__', withVersion('__proto__')],
  ['D25 keyVersion constructor', withVersion('constructor')],
  ['D27 percent-encoded twice', withValue((b) => escaped(escaped(b)))],
  ['D28 a malformed escape', withValue((b) => `${escaped(b).slice(0, -3)}%E0%A4%A`)],
  ['D28 an escape cut short', withValue((b) => `${escaped(b)}%`)],
  ['D29 + turned into a blank', withValue((b) => b.replaceAll('+', ' '))],
  ['D29 + turned into an escaped blank', withValue((b) => escaped(b).replaceAll('%2B', '%20'))],
  ['D30 the base64url alphabet', withValue((b) => b.replaceAll('+', '-').replaceAll('/', '_'))],
  ['D31 no padding', withValue((b) => escaped(b.replace(/=+$/, '')))],
  ['D31 half the padding', withValue((b) => escaped(b.replace(/=$/, '')))],
  ['D32 extra padding', withValue((b) => `${escaped(b)}%3D`)],
  ['D32 junk behind the padding', withValue((b) => `${escaped(b)}QQ%3D%3D`)],
  [
    'D32 stray bits at the end',
    withValue((b) =>
      b.replace(/[AQgw]==$/, (end) => `${String.fromCharCode((end.codePointAt(0) ?? 0) + 1)}==`),
    ),
  ],
  [
    'D34 an escaped line feed inside',
    withValue((b) => `${escaped(b.slice(0, 64))}%0A${escaped(b.slice(64))}`),
  ],
  ['D34 a blank inside', withValue((b) => `${escaped(b.slice(0, 64))} ${escaped(b.slice(64))}`)],
  ['D34 in quotes', withValue((b) => `"${escaped(b)}"`)],
  ['D36 hex for base64', withValue((b) => Buffer.from(b, 'base64').toString('hex'))],
  ['D37 255 bytes', withBytes((bytes) => bytes.subarray(0, 255))],
  ['D37 255 bytes, the first one lost', withBytes((bytes) => bytes.subarray(1))],
  ['D38 257 bytes', withBytes((bytes) => Buffer.concat([bytes, Buffer.alloc(1)]))],
  ['D38 257 bytes, a zero in front', withBytes((bytes) => Buffer.concat([Buffer.alloc(1), bytes]))],
  ['D39 0 bytes', withValue(() => '')],
  ['D40 all bytes zero', withBytes(() => Buffer.alloc(256))],
  ['D40 the number one', withBytes(() => Buffer.alloc(256).fill(1, 255))],
  ['D41 equal to the modulus', withBytes(() => modulusOf(provider.partner.privateKeyPem))],
])('%s does not verify', async (_, signatureHeader) => {
  const body = JSON.stringify(provider.application('REF_D'));
  const time = tellingTime(body);
  const answer = await provider.refuse('applyCreditGrant', body, { time, signatureHeader });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each([
  ['D03 two equal Signature headers', ''],
  ['D03 two Signature headers, the second for another text', ' '],
])('%s do not verify', async (_, more) => {
  const { clientId, privateKeyPem } = provider.partner;
  const [time, body] = [isoTime(), JSON.stringify(provider.application('REF_D03'))];
  const headers = [body, `${body}${more}`].map((text) => {
    const signed = textToSign({ path, clientId, time, body: text });
    return withVersion('1')(signText(privateKeyPem, signed)) ?? '';
  });
  const options = { time, headers: { Signature: headers } };
  const answer = await provider.refuse('applyCreditGrant', body, options);
  expect(answer.text).toBe(refusals.invalidSignature);
});

const lowerHex = (base64: string) => escaped(base64).replace(/%../g, (code) => code.toLowerCase());
const [algorithm, version] = ['algorithm=RSA256', 'keyVersion=1'];
const signature = (base64: string) => `signature=${escaped(base64)}`;

test.each<[string, HeaderOf]>([
  ['D05 no keyVersion', (base64) => `${algorithm},${signature(base64)}`],
  ['D10 no blanks after the commas', (base64) => `${algorithm},${version},${signature(base64)}`],
  ['D10 the signature first', (base64) => `${signature(base64)}, ${version}, ${algorithm}`],
  ['D10 the version first', (base64) => `${version}, ${algorithm}, ${signature(base64)}`],
  ['D10 blanks around the commas', (base64) => `${algorithm} ,\t${version} , ${signature(base64)}`],
  ['D17 keyVersion 0', withVersion('0')],
  ['D17 keyVersion 2, which the partner never had', withVersion('2')],
  ['D17 the longest keyVersion', withVersion('999999999')],
  ['D26 raw base64', withValue((base64) => base64)],
  ['D26 raw base64 but for the padding', withValue((base64) => base64.replaceAll('=', '%3D'))],
  ['D26 lower-case hex', withValue(lowerHex)],
  ['D26 rsa256', withAlgorithm('rsa256')],
  [
    'D26 names in other letter case',
    (b) => `Algorithm=RSA256, KEYVERSION=1, SIGNATURE=${escaped(b)}`,
  ],
])('%s is accepted', async (_, signatureHeader) => {
  const time = tellingTime('{}', paths.queryBudgetAccountInfo);
  const answer = await provider.call('queryBudgetAccountInfo', '{}', { time, signatureHeader });
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
