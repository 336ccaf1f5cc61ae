import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientSecretFor, newPair, otherPair, paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, signText, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const path = paths.applyCreditGrant;
const otherEnvironment = newPair();

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider({ OTHER_CLIENT: clientSecretFor() });
});
afterAll(() => provider.stop());

const digest = (text: Buffer) => createHash('sha256').update(text).digest();
/** DigestInfo of SHA-256, RFC 8017, section 9.2, up to the digest. */
const digestInfo = Buffer.from('3031300d060960864801650304020105000420', 'hex');
/** The same without the parameters of the algorithm. */
const digestInfoWithoutNull = Buffer.from('302f300b06096086480165030402010420', 'hex');

/** Applies the private key to a whole block, as a signer with a padding of its own could. */
function signBlock(privateKeyPem: string, end: Buffer, type = 1, filling = 0xff): Buffer {
  const block = Buffer.alloc(256, filling);
  block.set([0, type], 0);
  block.set([0, ...end], 256 - end.length - 1);
  return privateEncrypt({ key: privateKeyPem, padding: constants.RSA_NO_PADDING }, block);
}

type Signer = (text: Buffer, privateKeyPem: string) => Buffer;
const pss = (saltLength: number): Signer => {
  return (text, key) =>
    sign('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
};

test.each<[string, Signer]>([
  ['D43 PSS with a salt as long as the digest', pss(32)],
  ['D43 PSS without a salt', pss(0)],
  ['D44 SHA-1', (text, key) => sign('sha1', text, key)],
  ['D44 SHA-224', (text, key) => sign('sha224', text, key)],
  ['D44 MD5', (text, key) => sign('md5', text, key)],
  ['D45 SHA-512', (text, key) => sign('sha512', text, key)],
  ['D45 SHA-384', (text, key) => sign('sha384', text, key)],
  ['D45 SHA-512/256', (text, key) => sign('sha512-256', text, key)],
  ['D45 SHA3-256', (text, key) => sign('sha3-256', text, key)],
  ['D46 the raw hash without DigestInfo', (text, key) => privateEncrypt(key, digest(text))],
  ['D46 the hash of the hash', (text, key) => sign('sha256', digest(text), key)],
  [
    'D46 DigestInfo without NULL',
    (text, key) => signBlock(key, Buffer.concat([digestInfoWithoutNull, digest(text)])),
  ],
  [
    'D46 bytes behind the digest',
    (text, key) => signBlock(key, Buffer.concat([digestInfo, digest(text), Buffer.alloc(100)])),
  ],
  [
    'D46 filled with zeros',
    (text, key) => signBlock(key, Buffer.concat([digestInfo, digest(text)]), 1, 0),
  ],
  [
    'D46 padding of type 2',
    (text, key) => signBlock(key, Buffer.concat([digestInfo, digest(text)]), 2),
  ],
  ['D12 an HMAC by the public key', (text, key) => hmacByPublicKey(text, key)],
  [
    'D16 the encoding of ECDSA',
    (text) => Buffer.concat([Buffer.from('30460221', 'hex'), digest(text)]),
  ],
])('%s does not verify', async (_, signer) => {
  const { clientId, privateKeyPem } = provider.partner;
  const [time, body] = [isoTime(), JSON.stringify(provider.application('REF_D43'))];
  const made = signer(textToSign({ path, clientId, time, body }), privateKeyPem);
  const base64 = made.toString('base64');
  const signatureHeader = () => `algorithm=RSA256,signature=${encodeURIComponent(base64)}`;
  const answer = await provider.refuse('applyCreditGrant', body, { time, signatureHeader });
  expect(answer.text).toBe(refusals.invalidSignature);
});

function hmacByPublicKey(text: Buffer, privateKeyPem: string): Buffer {
  const pem = createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' });
  return createHmac('sha256', pem).update(text).digest();
}

test('D43 the block that these bend verifies when it is as it should be', async () => {
  const { clientId, privateKeyPem } = provider.partner;
  const [time, body] = [isoTime(), '{}'];
  const text = textToSign({ path: paths.queryBudgetAccountInfo, clientId, time, body });
  const made = signBlock(privateKeyPem, Buffer.concat([digestInfo, digest(text)]));
  const base64 = made.toString('base64');
  const signatureHeader = () => `algorithm=RSA256,signature=${encodeURIComponent(base64)}`;
  const answer = await provider.call('queryBudgetAccountInfo', body, { time, signatureHeader });
  expect(answer.outcome).toBe('S SUCCESS');
});

test('D41 the signature plus the modulus, no longer than the modulus, does not verify', async () => {
  const { clientId, privateKeyPem } = provider.partner;
  const modulus = modulusOf(privateKeyPem);
  const time = isoTime();
  let body = '';
  let sum = 2n ** 2_048n;
  for (let tries = 0; sum >= 2n ** 2_048n; tries++) {
    body = JSON.stringify(provider.application(`REF_D41_${tries}`));
    const text = textToSign({ path, clientId, time, body });
    sum = modulus + numberOf(Buffer.from(signText(privateKeyPem, text), 'base64'));
  }
  const base64 = Buffer.from(sum.toString(16), 'hex').toString('base64');
  const signatureHeader = () => `algorithm=RSA256,signature=${encodeURIComponent(base64)}`;
  const answer = await provider.refuse('applyCreditGrant', body, { time, signatureHeader });
  expect(answer.text).toBe(refusals.invalidSignature);
});

function modulusOf(privateKeyPem: string): bigint {
  const { n = '' } = createPublicKey(privateKeyPem).export({ format: 'jwk' });
  return numberOf(Buffer.from(n, 'base64url'));
}

function numberOf(bytes: Buffer): bigint {
  return BigInt(`0x${bytes.toString('hex')}`);
}

test.each<[string, () => string]>([
  ['D51 the key of another client', () => otherPair.privateKeyPem],
  ['D52 the key of another environment', () => otherEnvironment.privateKeyPem],
  ['D53 the key that answers are signed with', () => provider.serverPrivateKeyPem],
])('%s does not verify', async (_, privateKeyOf) => {
  const body = provider.application('REF_D51');
  const answer = await provider.refuse('applyCreditGrant', body, { privateKeyPem: privateKeyOf() });
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('D51 a right signature does not serve for another client', async () => {
  const body = provider.application('REF_D51');
  const { clientId } = provider.partner;
  const time = isoTime();
  const signedText = textToSign({ path, clientId, time, body: JSON.stringify(body) });
  const more = { time, signedText, clientId: 'OTHER_CLIENT' };
  const answer = await provider.refuse('applyCreditGrant', body, more);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('D53 an answer of the provider does not serve as a request', async () => {
  const answer = await provider.call('queryBudgetAccountInfo', {});
  const { 'response-time': time = '', signature = '' } = answer.headers;
  const more = { time: `${time}`, signatureHeader: () => `${signature}` };
  const reflected = await provider.refuse('queryBudgetAccountInfo', answer.text, more);
  expect(reflected.text).toBe(refusals.invalidSignature);
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
