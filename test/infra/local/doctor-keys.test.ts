import {
  constants,
  createHash,
  createHmac,
  generateKeyPairSync,
  privateEncrypt,
  publicEncrypt,
  sign,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../infra/local/doctor-diagnosis.ts';
import { namedIn, type Plant, pairs, planted, plantedBook } from './planted-request.ts';

const book = plantedBook();
const value = (base64: string): string => `algorithm=RSA256, keyVersion=3, signature=${base64}`;
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest();

describe('whose key it was', () => {
  test.each<[string, Plant, string]>([
    [
      'a retired key, named',
      { by: pairs[1].privateKey, header: (b) => `algorithm=RSA256,keyVersion=1,signature=${b}` },
      'key-retired',
    ],
    ['a retired key under a live name', { by: pairs[1].privateKey }, 'key-retired'],
    ['a key that is not live yet', { by: pairs[4].privateKey }, 'key-not-live-yet'],
    ['the other live key', { by: pairs[2].privateKey }, 'key-version-other'],
    ['the key of another client', { by: pairs.other.privateKey }, 'key-of-another-client'],
    ["the server's key", { by: pairs.server.privateKey }, 'key-of-server'],
  ])('%s', async (_, plant, id) => {
    expect(await namedIn(plant, book)).toEqual([id]);
  });

  test('the key of a file that is registered nowhere', async () => {
    const files = new Map([['mine.pem', pairs.fresh.publicKey]]);
    const { findings, signer } = await diagnose(
      planted({ by: pairs.fresh.privateKey }),
      plantedBook(files),
    );
    expect(findings.map(({ id }) => id)).toEqual(['key-not-registered']);
    expect(signer?.label).toBe('the key in mine.pem');
  });

  test('the public half, where the private one is at hand to tell', async () => {
    const files = new Map([['demo.pem', pairs[3].privateKey]]);
    const encrypted = planted({
      signature: (text) =>
        publicEncrypt(
          { key: pairs[3].publicKey, padding: constants.RSA_PKCS1_PADDING },
          sha256(text),
        ),
    });
    const { findings } = await diagnose(encrypted, plantedBook(files));
    expect(findings.map(({ id }) => id)).toEqual(['public-key-used']);
  });
});

describe('how it was signed', () => {
  const digestOf = (hash: string) => (text: Buffer, key: Parameters<typeof sign>[2]) =>
    sign(hash, text, key);
  const pss = (saltLength: number) => (text: Buffer, key: object) =>
    sign('sha256', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength } as never);
  const publicPem = pairs[3].publicKey.export({ type: 'spki', format: 'pem' });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  test.each<[string, Plant, string]>([
    ['SHA-1', { signature: digestOf('sha1') }, 'algorithm-sha1'],
    ['SHA-512', { signature: digestOf('sha512') }, 'algorithm-sha512'],
    ['MD5', { signature: digestOf('md5') }, 'algorithm-md5'],
    ['PSS', { signature: pss(32) }, 'algorithm-pss'],
    ['PSS with the longest salt', { signature: pss(222) }, 'algorithm-pss'],
    [
      'the bare digest',
      { signature: (text, key) => privateEncrypt(key, sha256(text)) },
      'algorithm-no-digest-info',
    ],
    [
      'the digest in hex',
      { signature: (text, key) => privateEncrypt(key, Buffer.from(sha256(text).toString('hex'))) },
      'algorithm-no-digest-info',
    ],
    [
      'the digest signed',
      { signature: (text, key) => sign('sha256', sha256(text), key) },
      'algorithm-hashed-twice',
    ],
    [
      'an HMAC',
      { signature: (text) => createHmac('sha256', publicPem).update(text).digest() },
      'algorithm-hmac',
    ],
    ['ECDSA', { signature: (text) => sign('sha256', text, ec.privateKey) }, 'algorithm-ecdsa'],
    [
      'a key of another size',
      {
        signature: (text) =>
          sign('sha256', text, generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey),
      },
      'signature-length',
    ],
  ])('%s', async (_, plant, id) => {
    expect(await namedIn(plant, book)).toEqual([id]);
  });
});

describe('how the value is written', () => {
  test.each<[string, (base64: string) => string, string]>([
    ['blanks for pluses', (b) => b.replaceAll('+', ' '), 'value-blank-for-plus'],
    ['encoded twice', (b) => encodeURIComponent(encodeURIComponent(b)), 'value-encoded-twice'],
    ['base64url', (b) => b.replaceAll('+', '-').replaceAll('/', '_'), 'value-base64url'],
    [
      'base64url without padding',
      (b) => Buffer.from(b, 'base64').toString('base64url'),
      'value-base64url',
    ],
    ['no padding', (b) => b.replaceAll('=', ''), 'value-padding'],
    ['hex', (b) => Buffer.from(b, 'base64').toString('hex'), 'value-hex'],
    ['base64 twice', (b) => Buffer.from(b).toString('base64'), 'value-base64-twice'],
    [
      'base64 of hex',
      (b) => Buffer.from(Buffer.from(b, 'base64').toString('hex')).toString('base64'),
      'value-base64-of-hex',
    ],
    ['lines', (b) => encodeURIComponent(b.replaceAll(/(.{76})/g, '$1\r\n')), 'value-line-breaks'],
    ['quotes', (b) => `"${b}"`, 'value-quotes'],
    ['backwards', (b) => Buffer.from(b, 'base64').reverse().toString('base64'), 'value-backwards'],
  ])('%s', async (_, write, id) => {
    expect(await namedIn({ header: (base64) => value(write(base64)) }, book)).toEqual([id]);
  });
});
