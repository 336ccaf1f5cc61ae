import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Bytes } from '../../infra/explorer/bytes.ts';
import { readKeyText } from '../../infra/explorer/key-text.ts';
import { loadPartnerKey } from '../../infra/explorer/partner-key.ts';
import { vectorPem } from '../signed-event.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const small = generateKeyPairSync('rsa', { modulusLength: 1_024 });
const odd = generateKeyPairSync('rsa', { modulusLength: 2_048, publicExponent: 3 });
const cipher = { cipher: 'aes-256-cbc', passphrase: 'secret' } as const;

const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' | 'spki', more = {}): string =>
  key.export({ type, format: 'pem', ...more } as { type: 'pkcs8'; format: 'pem' }).toString();
const der = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'sec1' | 'spki', more = {}): Bytes =>
  new Uint8Array(key.export({ type, format: 'der', ...more } as { type: 'pkcs8'; format: 'der' }));
const bare = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

const pkcs8 = der(rsa.privateKey, 'pkcs8');
const spki = der(rsa.publicKey, 'spki');

describe('an RSA private key is read from whatever people have', () => {
  const pkcs8Pem = pem(rsa.privateKey, 'pkcs8');
  const pkcs1Pem = pem(rsa.privateKey, 'pkcs1');
  test.each<[string, string | Bytes, string]>([
    ['PEM of PKCS#8', pkcs8Pem, 'PKCS#8, PEM'],
    ['PEM of PKCS#1', pkcs1Pem, 'PKCS#1, PEM'],
    ['CRLF', pkcs8Pem.replaceAll('\n', '\r\n'), 'PKCS#8, PEM'],
    ['newlines spelled out', pkcs8Pem.replaceAll('\n', '\\n'), 'PKCS#8, PEM'],
    ['as in a JSON file', JSON.stringify(pkcs1Pem), 'PKCS#1, PEM'],
    ['newlines lost', pkcs8Pem.replaceAll('\n', ' '), 'PKCS#8, PEM'],
    ['words around it', `my key:\n${pkcs8Pem}\nthat was it`, 'PKCS#8, PEM'],
    ['bare base64 of PKCS#8', bare(pkcs8), 'PKCS#8, bare base64'],
    ['bare base64 of PKCS#1', bare(der(rsa.privateKey, 'pkcs1')), 'PKCS#1, bare base64'],
    ['bare base64 in lines', bare(pkcs8).replaceAll(/.{64}/g, '$&\n'), 'PKCS#8, bare base64'],
    ['a file of DER', pkcs8, 'PKCS#8, DER'],
    ['a file of PKCS#1 DER', der(rsa.privateKey, 'pkcs1'), 'PKCS#1, DER'],
    ['a file of PEM', new TextEncoder().encode(pkcs8Pem), 'PKCS#8, PEM'],
  ])('%s', (_, given, form) => {
    const read = readKeyText(given);
    if ('mistake' in read) expect.fail(read.mistake);
    expect(read.form).toBe(form);
    expect(read.bits).toBe(2_048);
    expect(bare(read.pkcs8)).toBe(bare(pkcs8));
    expect(bare(read.spki)).toBe(bare(spki));
  });

  test('of 2,056 and 3,072 bits', () => {
    for (const bits of [2_056, 3_072]) {
      const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
      expect(readKeyText(pem(privateKey, 'pkcs8'))).toMatchObject({ bits });
    }
  });
});

describe('what is no such key is said', () => {
  const certificate = vectorPem('test_partner_cert');
  const bareCertificate = certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '');
  test.each<[string, string | Bytes, RegExp]>([
    ['a public key', pem(rsa.publicKey, 'spki'), /^This is a public key\./],
    ['a public key of PKCS#1', pem(rsa.publicKey, 'pkcs1'), /^This is a public key\./],
    ['a bare public key', bare(spki), /^This is a public key\./],
    ['a public key as DER', spki, /^This is a public key\./],
    ['a certificate', certificate, /^This is a certificate,/],
    ['a bare certificate', bareCertificate, /^This is a certificate,/],
    [
      'a certificate request',
      '-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----',
      /^This is a certificate request/,
    ],
    ['an encrypted key', pem(rsa.privateKey, 'pkcs8', cipher), /^This is an encrypted key\./],
    ['one of PKCS#1', pem(rsa.privateKey, 'pkcs1', cipher), /^This is an encrypted key\./],
    ['a bare one', bare(der(rsa.privateKey, 'pkcs8', cipher)), /^This is an encrypted key\./],
    ['an EC key', pem(ec.privateKey, 'sec1'), /^This is an EC key\./],
    ['an EC key in PKCS#8', pem(ec.privateKey, 'pkcs8'), /^This is an EC key\./],
    ['a bare EC key', bare(der(ec.privateKey, 'sec1')), /^This is an EC key\./],
    ['Ed25519', pem(ed.privateKey, 'pkcs8'), /of another algorithm/],
    [
      'OpenSSH',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbg==\n-----END OPENSSH PRIVATE KEY-----',
      /form of OpenSSH/,
    ],
    ['1,024 bits', pem(small.privateKey, 'pkcs8'), /too small/],
    ['exponent 3', pem(odd.privateKey, 'pkcs8'), /unusual public exponent/],
    ['nothing', ' \n', /^There is nothing in it/],
    ['words', 'my key is secret', /^This is no key/],
    ['base64 of words', 'bXkga2V5IGlzIHNlY3JldA==', /^This is no key/],
    ['half a key', bare(pkcs8.subarray(0, 300)), /^This is no key/],
    ['a key and more', bare(Buffer.concat([pkcs8, Buffer.from([0])])), /^This is no key/],
  ])('%s', (_, given, words) => {
    expect(readKeyText(given)).toEqual({ mistake: expect.stringMatching(words) });
  });
});

test('a loaded key gives out its public half alone', async () => {
  const key = await loadPartnerKey(pem(rsa.privateKey, 'pkcs1'));
  expect(Object.keys(key).sort()).toEqual(['bits', 'fingerprint', 'form', 'sign', 'spki']);
});
