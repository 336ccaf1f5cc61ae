import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readOfferedKey } from '../../../infra/operator/offered-key.ts';
import { vectorPem } from '../../signed-event.ts';

const publicPem = vectorPem('test_partner_pub');
const privatePem = vectorPem('test_partner_pkcs8');
const key = createPublicKey(publicPem);
const der = key.export({ type: 'spki', format: 'der' });
const pkcs1 = key.export({ type: 'pkcs1', format: 'pem' }).toString();

const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });
const pemOf = (publicKey: KeyObject) =>
  publicKey.export({ type: 'spki', format: 'pem' }).toString();
const small = rsa(1_024);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

test.each([
  ['SPKI in PEM', publicPem],
  ['its newlines spelled out', publicPem.replaceAll('\n', '\\n')],
  ['PKCS#1 in PEM', pkcs1],
  ['the bare base64 of its SPKI', der.toString('base64')],
  ['the same in lines', der.toString('base64').replaceAll(/(.{64})/g, '$1\r\n')],
  ['a certificate', vectorPem('test_partner_cert')],
])('%s is kept as SPKI in PEM, under the same fingerprint', (_, text) => {
  expect(readOfferedKey(text)).toEqual({
    publicKey: publicPem,
    fingerprint: createHash('sha256').update(der).digest('hex'),
    bits: 2_048,
  });
});

const bare = (type: 'pkcs1' | 'pkcs8') =>
  small.privateKey.export({ type, format: 'der' }).toString('base64');
const encrypted = small.privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'secret',
});

describe('a private key is refused and said to be compromised, whatever it is written like', () => {
  test.each([
    ['PKCS#8 in PEM', privatePem],
    ['PKCS#1 in PEM', small.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
    ['PKCS#8 in bare base64', bare('pkcs8')],
    ['PKCS#1 in bare base64', bare('pkcs1')],
    ['encrypted', encrypted.toString()],
    ['of an elliptic curve', ec.privateKey.export({ type: 'sec1', format: 'pem' }).toString()],
    [
      'of an elliptic curve, bare',
      ec.privateKey.export({ type: 'sec1', format: 'der' }).toString('base64'),
    ],
    ['behind its public half', `${publicPem}${privatePem}`],
    ['as a JWK', JSON.stringify(small.privateKey.export({ format: 'jwk' }))],
    [
      'of OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\n-----END OPENSSH PRIVATE KEY-----',
    ],
  ])('%s', (_, text) => {
    const { refusedBecause } = readOfferedKey(text) as { refusedBecause: string };
    expect(refusedBecause).toContain('this is a private key');
    expect(refusedBecause).toContain('treat it as compromised');
    for (const line of text.split('\n').filter(({ length }) => length > 30)) {
      expect(refusedBecause).not.toContain(line.slice(0, 20));
    }
  });
});

test.each([
  ['2,047 bits', pemOf(rsa(2_047).publicKey), 'it has 2047 bits: 2048 or more are needed'],
  ['1,024 bits', pemOf(small.publicKey), 'it has 1024 bits: 2048 or more are needed'],
  ['e = 3', pemOf(rsa(2_048, 3).publicKey), 'its exponent is 3, not 65537'],
  ['an elliptic curve', pemOf(ec.publicKey), 'it is a key of the type ec, not RSA'],
  [
    'PSS',
    pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey),
    'it is a key of the type rsa-pss, not RSA',
  ],
  ['two keys', `${publicPem}${pkcs1}`, 'the file holds 2 keys or certificates, not one'],
  ['an empty file', '', 'no public key was found'],
  ['other text', 'ssh-rsa AAAAB3NzaC1yc2E olga@laptop', 'no public key was found'],
])('%s is refused', (_, text, why) => {
  expect(readOfferedKey(text)).toEqual({ refusedBecause: expect.stringContaining(why) });
});

test('2,048 bits with e = 65537 are enough', () => {
  expect(readOfferedKey(pemOf(rsa(2_048).publicKey))).toMatchObject({ bits: 2_048 });
});
