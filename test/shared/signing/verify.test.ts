import {
  constants,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  privateEncrypt,
  sign,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { signMessage } from '../../../shared/signing/sign.ts';
import { parseSignatureHeader } from '../../../shared/signing/signature-header.ts';
import { type SignedMessage, stringToSign } from '../../../shared/signing/string-to-sign.ts';
import { signatureMatches } from '../../../shared/signing/verify.ts';
import { vectorPem } from '../../signed-event.ts';

const privateKey = createPrivateKey(vectorPem('test_partner_pkcs8'));
const publicKey = createPublicKey(vectorPem('test_partner_pub'));
const { RSA_PKCS1_PSS_PADDING } = constants;
const message: SignedMessage = {
  method: 'POST',
  path: '/amsin/alipay/business/credit/queryCreditQuota',
  clientId: 'PARTNER_1',
  time: '2026-11-21T10:30:00+08:00',
  body: Buffer.from('{"productCode":"AMAZON_VC_FACTORING_LOAN"}'),
};
const text = stringToSign(message);
const right = sign('sha256', text, privateKey);

test('the right signature verifies', () => {
  expect(signatureMatches(message, right, publicKey)).toBe(true);
});

test('what signMessage writes is read and verifies', () => {
  const header = parseSignatureHeader(signMessage(message, { keyVersion: 3, privateKey }));
  expect(header?.keyVersion).toBe(3);
  expect(signatureMatches(message, header?.signature ?? Buffer.alloc(0), publicKey)).toBe(true);
});

describe('no other algorithm verifies', () => {
  const digest = createHash('sha256').update(text).digest();
  const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
  const publicPem = vectorPem('test_partner_pub');
  test.each([
    ['PSS', sign('sha256', text, { key: privateKey, padding: RSA_PKCS1_PSS_PADDING })],
    ['SHA-1', sign('sha1', text, privateKey)],
    ['SHA-384', sign('sha384', text, privateKey)],
    ['SHA-512', sign('sha512', text, privateKey)],
    ['a bare hash', privateEncrypt(privateKey, digest)],
    ['HMAC with the public key', createHmac('sha256', publicPem).update(text).digest()],
    ['the hash itself', digest],
    ['no bytes', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(256)],
    ['ones', Buffer.alloc(256, 0xff)],
    ['the modulus', modulus],
    ['a byte less', right.subarray(0, 255)],
    ['a byte more', Buffer.concat([right, Buffer.from([0])])],
    ['a zero in front', Buffer.concat([Buffer.from([0]), right])],
  ])('%s', (_what, signature) => {
    expect(signatureMatches(message, signature, publicKey)).toBe(false);
  });
});

describe('no other text verifies', () => {
  const { method, path, clientId, time, body } = message;
  const rest = `${clientId}.${time}.${body.toString()}`;
  const bodyHash = createHash('sha256').update(body).digest('hex');
  test.each([
    ['another verb', `GET ${path}\n${rest}`],
    ['no newline', `${method} ${path}${rest}`],
    ['CRLF', `${method} ${path}\r\n${rest}`],
    ['client and time swapped', `${method} ${path}\n${time}.${clientId}.${body.toString()}`],
    ['the full URL', `${method} https://api.example${path}\n${rest}`],
    ['a query', `${method} ${path}?a=1\n${rest}`],
    ["the body's hash", `${method} ${path}\n${clientId}.${time}.${bodyHash}`],
    ['a newline at the end', `${method} ${path}\n${rest}\n`],
    ['no dots', `${method} ${path}\n${clientId}${time}${body.toString()}`],
  ])('%s', (_what, signed) => {
    const signature = sign('sha256', Buffer.from(signed), privateKey);
    expect(signatureMatches(message, signature, publicKey)).toBe(false);
  });
});

test("nobody else's key verifies", () => {
  const other = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  expect(signatureMatches(message, right, other.publicKey)).toBe(false);
  expect(signatureMatches(message, sign('sha256', text, other.privateKey), publicKey)).toBe(false);
});

test('a key of 3,072 bits verifies signatures of 384 bytes and no others', () => {
  const longer = generateKeyPairSync('rsa', { modulusLength: 3_072 });
  const signature = sign('sha256', text, longer.privateKey);
  expect(signature).toHaveLength(384);
  expect(signatureMatches(message, signature, longer.publicKey)).toBe(true);
  expect(signatureMatches(message, right, longer.publicKey)).toBe(false);
});
