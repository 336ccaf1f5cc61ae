import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { modulusBytes, readPrivateKey, readPublicKey } from '../../../shared/signing/rsa-key.ts';
import { vectorPem } from '../../signed-event.ts';

const privatePem = vectorPem('test_partner_pkcs8');
const publicPem = vectorPem('test_partner_pub');
const publicKey = createPublicKey(publicPem);

// Self-signed, RSA-2048, made for this test; the private half was thrown away.
const certificate = `-----BEGIN CERTIFICATE-----
MIIC+zCCAeOgAwIBAgIUR0Co1i4ICjKrnbkdT5o52GWUGlUwDQYJKoZIhvcNAQEL
BQAwDDEKMAgGA1UEAwwBdDAgFw0yNjExMjEwOTMxMzNaGA8yMTI2MTAyODA5MzEz
M1owDDEKMAgGA1UEAwwBdDCCASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEB
AJWP2jH0aHvGYp17l50YKmfgLuzW/iX8LxU4xc6eGQwyoXzi8Qucv1QwH8Bp5VrB
PBGZxPLdYxSdMqhyAYbI4Ku1XUUWPMXtMG+5Z5rj5hx0Vby0QyjdhxZFUCIkrAUU
GjGw2vEl22MJyajfpM5yrT7xar6LFuDRAwRGBNT1vv4nn6gUuHfToRQ95XL8gn0r
l//RXBZZ+Gl1jj4fRoloD7bZcYBj+303Zex/c9MXP4OEE67Zf9OahWor1DXaip0y
GGNgFZd0NQKm+vt9hOvexFiTXhPjK/oPqFTYxyNRmf6Zw+DsKl5h2vqrIUZagVf/
UA210wt+lrZtQsgnHL8Mx9sCAwEAAaNTMFEwHQYDVR0OBBYEFPyfBeZMWaMm9QGP
8LlOLqpJ5gwaMB8GA1UdIwQYMBaAFPyfBeZMWaMm9QGP8LlOLqpJ5gwaMA8GA1Ud
EwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBABBtTNQ5/SV+t9iVfjHYkAOf
tY5/Trfv3pJqJN/r342OzWW2vTcjwF/rDItm+jApYOqi4+4KKgfGw9FxSdUofPT/
HvV22Ly4FZKwjCxSf1gvhbich7woo6of6JwkZW6KqRelprcVglbazjMe4FUoYFlq
jrlwSf3Zcx8L0Gt0D1ldhJAyq7AbfSTi4RXIIUQSdimHrn9StVZm9fMtMvy5crlW
6TWgNG/fSXFdkJGJuxOeOT8HRS4cIhA17OgMXgpociJrKi2z3RdMQ4da3Y+7DGT+
1pyTpNcP/72EFDJN54DWb9iQWMmxlsfsdDmcMxJmYiOPb7F0yt/7UPcdQ2ITmvQ=
-----END CERTIFICATE-----`;

/** A public key of that many bits; whether its modulus has factors is nobody's business here. */
function publicKeyOf(bits: number, exponent = 'AQAB'): string {
  const modulus = Buffer.alloc(Math.ceil(bits / 8), 0xff);
  modulus.writeUInt8(0xff >> (modulus.length * 8 - bits), 0);
  const jwk = { kty: 'RSA', n: modulus.toString('base64url'), e: exponent };
  return spkiPem(createPublicKey({ key: jwk, format: 'jwk' }));
}

function spkiPem(key: KeyObject): string {
  return key.export({ type: 'spki', format: 'pem' }).toString();
}

function pkcs8Pem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function bare(pem: string): string {
  return pem.replaceAll(/-----[^-]+-----|\n/g, '');
}

describe('public keys of the sizes in use are read', () => {
  test.each([
    [2_048, 256],
    [3_072, 384],
    [4_096, 512],
    [8_192, 1_024],
  ])('%i bits: a signature has %i bytes', (bits, bytes) => {
    const key = readPublicKey(publicKeyOf(bits));
    expect(key && modulusBytes(key)).toBe(bytes);
  });

  test.each([1_024, 2_047, 8_193])('%i bits are refused', (bits) => {
    expect(readPublicKey(publicKeyOf(bits))).toBeUndefined();
  });

  test.each([
    ['3', 'Aw'],
    ['17', 'EQ'],
    ['65539', 'AQAD'],
  ])('exponent %s is refused', (_exponent, base64) => {
    expect(readPublicKey(publicKeyOf(2_048, base64))).toBeUndefined();
  });
});

describe('a public key is read from', () => {
  test.each([
    ['SPKI', publicPem],
    ['PKCS#1', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['newlines spelled out', publicPem.replaceAll('\n', '\\n')],
    ['CRLF', publicPem.replaceAll('\n', '\r\n')],
    ['bare base64', bare(publicPem)],
    ['bare base64 in lines', bare(publicPem).replaceAll(/(.{64})/g, '$1\n')],
  ])('%s', (_what, text) => {
    expect(readPublicKey(text)?.equals(publicKey)).toBe(true);
  });
});

describe('a private key is read from', () => {
  const key = readPrivateKey(privatePem);
  const pkcs1 = key?.export({ type: 'pkcs1', format: 'pem' }).toString() ?? '';
  test.each([
    ['PKCS#8', privatePem],
    ['PKCS#1', pkcs1],
    ['newlines spelled out', privatePem.replaceAll('\n', '\\n')],
    ['bare base64 of PKCS#8', bare(privatePem)],
    ['bare base64 of PKCS#1', bare(pkcs1)],
  ])('%s', (_what, text) => {
    const read = readPrivateKey(text);
    expect(read && createPublicKey(read).equals(publicKey)).toBe(true);
  });
});

describe('neither is read from anything else', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2_048 });
  const small = generateKeyPairSync('rsa', { modulusLength: 1_024 });
  const cubic = generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 });
  const rsa = readPrivateKey(privatePem);
  const encrypted = rsa?.export({
    type: 'pkcs8',
    format: 'pem',
    cipher: 'aes-256-cbc',
    passphrase: 'secret',
  });

  test.each([
    ['EC', ec],
    ['Ed25519', ed],
    ['RSA bound to PSS', pss],
    ['RSA of 1,024 bits', small],
    ['RSA with exponent 3', cubic],
  ])('%s', (_what, pair) => {
    expect(readPublicKey(spkiPem(pair.publicKey))).toBeUndefined();
    expect(readPublicKey(bare(spkiPem(pair.publicKey)))).toBeUndefined();
    expect(readPrivateKey(pkcs8Pem(pair.privateKey))).toBeUndefined();
    expect(readPrivateKey(bare(pkcs8Pem(pair.privateKey)))).toBeUndefined();
  });

  test.each([
    ['empty', ''],
    ['a word', 'secret'],
    ['PEM without content', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n'],
    ['PEM cut short', publicPem.slice(0, 200)],
    ['bare base64 cut short', bare(publicPem).slice(0, 100)],
    ['JSON', '{"kty":"RSA"}'],
  ])('%s', (_what, text) => {
    expect(readPublicKey(text)).toBeUndefined();
    expect(readPrivateKey(text)).toBeUndefined();
  });

  test('a private key is no public key, whatever it is wrapped in', () => {
    expect(readPublicKey(privatePem)).toBeUndefined();
    expect(readPublicKey(bare(privatePem))).toBeUndefined();
    expect(readPublicKey(rsa?.export({ type: 'pkcs1', format: 'pem' }).toString() ?? '')).toBe(
      undefined,
    );
  });

  test('a public key is no private key', () => {
    expect(readPrivateKey(publicPem)).toBeUndefined();
    expect(readPrivateKey(bare(publicPem))).toBeUndefined();
  });

  test('an encrypted private key is neither', () => {
    expect(readPrivateKey(String(encrypted))).toBeUndefined();
    expect(readPublicKey(String(encrypted))).toBeUndefined();
  });

  test('a certificate is no public key: nobody would check what it says', () => {
    expect(readPublicKey(certificate)).toBeUndefined();
  });
});
