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
import { body, host, type Plant, pairs, path, planted, plantedBook } from './planted-request.ts';

const book = plantedBook();
const value = (base64: string): string => `algorithm=RSA256, keyVersion=3, signature=${base64}`;
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest();
const pretty = JSON.stringify(JSON.parse(body), null, 2);

async function idsOf(plant: Plant): Promise<readonly string[]> {
  const { verdict, findings } = await diagnose(planted(plant), book);
  expect(verdict).toBe('named');
  return findings.map(({ id }) => id);
}

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
    expect(await idsOf(plant)).toEqual([id]);
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

describe('what was signed for the body', () => {
  test.each<[string, Plant, string]>([
    ['indented JSON', { signed: ({ text }) => text.replace(body, pretty) }, 'body-pretty'],
    [
      'compact JSON, the other having been sent',
      { body: pretty, signed: ({ text }) => text.replace(pretty, body) },
      'body-compact',
    ],
    [
      'JSON as Python writes it',
      {
        signed: ({ text }) =>
          text.replace(
            body,
            '{"productCode": "AMAZON_VC_FACTORING_LOAN", "notes": ["\\u00e9/\\u00fc <a>", 1]}',
          ),
      },
      'body-python',
    ],
    [
      'JSON as PHP writes it',
      {
        signed: ({ text }) =>
          text.replace(
            body,
            '{"productCode":"AMAZON_VC_FACTORING_LOAN","notes":["\\u00e9\\/\\u00fc <a>",1]}',
          ),
      },
      'body-php',
    ],
    [
      'JSON as Go writes it',
      { signed: ({ text }) => text.replace('<a>', '\\u003ca\\u003e') },
      'body-go',
    ],
    [
      'members sorted',
      {
        signed: ({ text }) =>
          text.replace(body, '{"notes":["é/ü <a>",1],"productCode":"AMAZON_VC_FACTORING_LOAN"}'),
      },
      'body-sorted',
    ],
    ['a line feed more', { signed: ({ text }) => `${text}\n` }, 'body-line-feed-more'],
    [
      'a line feed less',
      { body: `${body}\n`, signed: ({ text }) => text.trimEnd() },
      'body-line-end-less',
    ],
    [
      'a byte order mark',
      { signed: ({ text }) => text.replace(body, `\ufeff${body}`) },
      'body-bom-more',
    ],
    [
      'no byte order mark, though sent',
      { body: `\ufeff${body}`, signed: ({ text }) => text.replace('\ufeff', '') },
      'body-bom-less',
    ],
    [
      'CRLF for LF',
      { body: pretty, signed: ({ text }) => text.replace(pretty, pretty.replaceAll('\n', '\r\n')) },
      'body-crlf',
    ],
    [
      'LF for CRLF',
      {
        body: pretty.replaceAll('\n', '\r\n'),
        signed: ({ text }) => text.replaceAll('\r\n', '\n'),
      },
      'body-lf',
    ],
    ['Latin-1', { signed: ({ text }) => Buffer.from(text, 'latin1') }, 'body-latin1'],
    [
      'UTF-16',
      {
        signed: ({ text }) =>
          Buffer.concat([Buffer.from(text.slice(0, -body.length)), Buffer.from(body, 'utf16le')]),
      },
      'body-utf16',
    ],
    [
      'question marks',
      { signed: ({ text }) => text.replaceAll(/[éü]/g, '?') },
      'body-question-marks',
    ],
    [
      'UTF-8 twice',
      { signed: ({ text }) => Buffer.from(Buffer.from(text).toString('latin1')) },
      'body-encoded-twice',
    ],
    ['nothing', { signed: ({ text }) => text.replace(body, '') }, 'body-empty'],
    [
      'its hash',
      { signed: ({ text }) => text.replace(body, sha256(body).toString('hex')) },
      'body-hash-sha256-hex',
    ],
    [
      'an object as text',
      { signed: ({ text }) => text.replace(body, '[object Object]') },
      'body-object-object',
    ],
  ])('%s', async (_, plant, id) => {
    expect(await idsOf(plant)).toEqual([id]);
  });
});

describe('what was signed for the rest of the text', () => {
  test.each<[string, Plant, string]>([
    [
      'the whole address',
      { signed: ({ text }) => text.replace(path, `https://${host}${path}`) },
      'path-with-address',
    ],
    [
      'host and path',
      { signed: ({ text }) => text.replace(path, `${host}${path}`) },
      'path-with-host',
    ],
    [
      'a stage before the path',
      { signed: ({ text }) => text.replace(path, `/prod${path}`) },
      'path-prefix-more',
    ],
    [
      'a slash behind the path',
      { signed: ({ text }) => text.replace(path, `${path}/`) },
      'path-slash-more',
    ],
    [
      'the path in lower case',
      { signed: ({ text }) => text.replace(path, path.toLowerCase()) },
      'path-lower-case',
    ],
    [
      'another API',
      { signed: ({ text }) => text.replace('queryCreditQuota', 'inquiryCreditGrant') },
      'path-other-api',
    ],
    [
      'the method in lower case',
      { signed: ({ text }) => text.replace('POST', 'post') },
      'method-letter-case',
    ],
    ['GET', { signed: ({ text }) => text.replace('POST', 'GET') }, 'method-other'],
    [
      'another client',
      { signed: ({ text }) => text.replace('PARTNER_1', 'OTHER_1') },
      'client-other',
    ],
    [
      'the time with milliseconds',
      { signed: ({ text }) => text.replace('58+00:00', '58.000Z') },
      'time-z-ms',
    ],
    ['the time in Z', { signed: ({ text }) => text.replace('+00:00', 'Z') }, 'time-z'],
    [
      'the time in seconds',
      { signed: ({ text, time }) => text.replace(time, '1795228198') },
      'time-epoch-seconds',
    ],
    [
      'the time of another zone',
      { signed: ({ text, time }) => text.replace(time, '2026-11-21T10:29:58+08:00') },
      'time-east-8',
    ],
    [
      'the clock read twice',
      { signed: ({ text }) => text.replace(':58', ':57') },
      'time-read-twice',
    ],
    [
      'the clock read twice, in milliseconds',
      { time: '1795228199321', signed: ({ text }) => text.replace('9321', '9288') },
      'time-read-twice',
    ],
    [
      'client and time swapped',
      { signed: (r) => `${r.method} ${r.path}\n${r.time}.${r.clientId}.${r.body}` },
      'form-swapped',
    ],
    ['no line feed', { signed: ({ text }) => text.replace('\n', '') }, 'form-no-newline'],
    ['CRLF', { signed: ({ text }) => text.replace('\n', '\r\n') }, 'form-crlf'],
    [
      'a backslash and an n',
      { signed: ({ text }) => text.replace('\n', '\\n') },
      'form-backslash-n',
    ],
    ['no second dot', { body: '', signed: ({ text }) => text.slice(0, -1) }, 'form-no-last-dot'],
    ['the body alone', { signed: () => body }, 'form-body-alone'],
    [
      'the second line alone',
      { signed: ({ text }) => text.slice(text.indexOf('\n') + 1) },
      'form-second-line',
    ],
  ])('%s', async (_, plant, id) => {
    expect(await idsOf(plant)).toEqual([id]);
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
    expect(await idsOf(plant)).toEqual([id]);
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
    expect(await idsOf({ header: (base64) => value(write(base64)) })).toEqual([id]);
  });
});
