import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signMessage } from '../../../shared/signing/sign.ts';
import { parseSignatureHeader } from '../../../shared/signing/signature-header.ts';
import { type SignedMessage, stringToSign } from '../../../shared/signing/string-to-sign.ts';
import { signatureMatches } from '../../../shared/signing/verify.ts';
import { vectorPem } from '../../signed-event.ts';

interface Vector {
  readonly name: string;
  readonly signerKey: 'test_partner_pkcs8.pem' | 'test_platform_pkcs8.pem';
  readonly method: string;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: string;
  readonly bodyUtf8Hex: string | null;
  readonly contentSha256: string;
  readonly signatureBase64: string;
  readonly signatureUrlEncoded: string;
  readonly header: string;
}

const file = new URL('../../vectors/vectors.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: readonly Vector[] };
const keys = {
  'test_partner_pkcs8.pem': keyPair('test_partner'),
  'test_platform_pkcs8.pem': keyPair('test_platform'),
} as const;

function keyPair(name: string) {
  return {
    privateKey: createPrivateKey(vectorPem(`${name}_pkcs8`)),
    publicKey: createPublicKey(vectorPem(`${name}_pub`)),
  };
}

function messageOf({ method, path, clientId, time, body, bodyUtf8Hex }: Vector): SignedMessage {
  const bytes = bodyUtf8Hex === null ? Buffer.from(body) : Buffer.from(bodyUtf8Hex, 'hex');
  return { method, path, clientId, time, body: bytes };
}

test('there are vectors of both directions', () => {
  expect(vectors).toHaveLength(8);
  expect(new Set(vectors.map(({ signerKey }) => signerKey)).size).toBe(2);
});

describe.each(vectors)('$name', (vector) => {
  const message = messageOf(vector);
  const signature = Buffer.from(vector.signatureBase64, 'base64');
  const { privateKey, publicKey } = keys[vector.signerKey];
  const verifies = (changes: Partial<SignedMessage>): boolean =>
    signatureMatches({ ...message, ...changes }, signature, publicKey);

  test('the signed text is the published one', () => {
    const digest = createHash('sha256').update(stringToSign(message)).digest('hex');
    expect(digest).toBe(vector.contentSha256);
  });

  test('signing gives the published signature, to the character', () => {
    const header = signMessage(message, { keyVersion: 7, privateKey });
    expect(header).toBe(`algorithm=RSA256,keyVersion=7,signature=${vector.signatureUrlEncoded}`);
  });

  test('the published header is read', () => {
    const keyVersion = Number(/keyVersion=(\d)/.exec(vector.header)?.[1]);
    expect(parseSignatureHeader(vector.header)).toEqual({ signature, keyVersion });
  });

  test('the signature is as good raw as it is escaped', () => {
    const raw = `algorithm=RSA256,signature=${vector.signatureBase64}`;
    expect(parseSignatureHeader(raw)).toEqual({ signature, keyVersion: undefined });
  });

  test('it verifies', () => {
    expect(verifies({})).toBe(true);
  });

  test.each<[string, Partial<SignedMessage>]>([
    ['another method', { method: 'GET' }],
    ['another path', { path: `${vector.path}/` }],
    ['another client', { clientId: `${vector.clientId}0` }],
    ['another time', { time: '2026-11-21T10:30:02+08:00' }],
    ['one more byte of body', { body: Buffer.concat([message.body, Buffer.from(' ')]) }],
    ['client and time swapped', { clientId: vector.time, time: vector.clientId }],
  ])('it does not verify over %s', (_what, changes) => {
    expect(verifies(changes)).toBe(false);
  });

  test("it does not verify with the other side's key", () => {
    const other = Object.values(keys).find((pair) => pair.publicKey !== publicKey);
    expect(signatureMatches(message, signature, other?.publicKey ?? publicKey)).toBe(false);
  });

  test('it does not verify with any of its bits flipped', () => {
    for (let bit = 0; bit < 2_048; bit++) {
      const flipped = Buffer.from(signature);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      if (signatureMatches(message, flipped, publicKey)) expect.fail(`with bit ${bit} flipped`);
    }
  });
});
