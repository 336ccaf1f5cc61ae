import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../infra/local/doctor-diagnosis.ts';
import { doctorReport } from '../../../infra/local/doctor-report.ts';
import {
  body,
  cameAtMs,
  namedIn,
  type Plant,
  pairs,
  path,
  planted,
  plantedBook,
} from './planted-request.ts';

const book = plantedBook();
const secondMs = 1_000;
const at = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

describe('a right request is called right', () => {
  test.each<[string, Plant]>([
    ['as SDKs send it', {}],
    ['raw base64', { header: (b) => `algorithm=RSA256,signature=${b}` }],
    [
      'by the older live key, no version named',
      { by: pairs[2].privateKey, header: (b) => `algorithm=RSA256,signature=${b}` },
    ],
    [
      'a version that the partner never had',
      { header: (b) => `algorithm=RSA256,keyVersion=9,signature=${b}` },
    ],
    ['the absolute form of the target', { target: `https://api.example.com${path}` }],
    ['no body', { body: '' }],
    ['bytes that are no text', { body: Buffer.from('ff00fe', 'hex') }],
    ['when it came is not noted', { receivedAtMs: undefined }],
  ])('%s', async (_, plant) => {
    const { verdict, findings, server } = await diagnose(planted(plant), book);
    expect({ verdict, findings, server }).toEqual({
      verdict: 'right',
      findings: [],
      server: 'verified',
    });
  });
});

describe('none of these', () => {
  test('a fresh key: what to compare next is said', async () => {
    const request = planted({ by: pairs.fresh.privateKey });
    const diagnosis = await diagnose(request, book);
    expect(diagnosis).toMatchObject({
      verdict: 'unknown',
      findings: [],
      explained: false,
      signer: undefined,
    });
    const report = doctorReport(request, diagnosis, book);
    expect(report).toContain('None of the keys at hand made it.');
    expect(report).toContain('openssl rsa -in private.pem -pubout -outform DER | sha256sum');
    expect(report.match(/^ {2}[0-9a-f]{64} {2}key version \d of PARTNER_1$/gm)).toHaveLength(4);
  });

  test('a known key over something else: the key is named, the text is not', async () => {
    const request = planted({ signed: () => 'anything' });
    const diagnosis = await diagnose(request, book);
    expect(diagnosis).toMatchObject({ verdict: 'unknown', findings: [], explained: false });
    expect(diagnosis.signer?.label).toBe('key version 3 of PARTNER_1');
    expect(diagnosis.tried).toBeGreaterThan(1_000);
    expect(doctorReport(request, diagnosis, book)).toContain('The key is known; of ');
  });

  test('random bytes for a signature', async () => {
    const diagnosis = await diagnose(planted({ signature: () => Buffer.alloc(256, 7) }), book);
    expect(diagnosis).toMatchObject({ verdict: 'unknown', findings: [], signer: undefined });
  });
});

describe('two mistakes at once', () => {
  test.each<[string, Plant, readonly string[]]>([
    [
      'body and path',
      { signed: ({ text }) => `${text.replace(path, `/prod${path}`)}\n` },
      ['body-line-feed-more', 'path-prefix-more'],
    ],
    [
      'path and time',
      { signed: ({ text }) => text.replace(path, `${path}/`).replace('+00:00', 'Z') },
      ['path-slash-more', 'time-z'],
    ],
    [
      'time and form',
      { signed: ({ text }) => text.replace('\n', '\r\n').replace('+00:00', 'Z') },
      ['time-z', 'form-crlf'],
    ],
    [
      'method and body',
      { signed: ({ text }) => text.replace('POST', 'post').replace(body, '{}') },
      ['body-braces', 'method-letter-case'],
    ],
    [
      'JSON written anew, and a line feed',
      {
        signed: ({ text }) => text.replace(body, `${JSON.stringify(JSON.parse(body), null, 2)}\n`),
      },
      ['body-pretty', 'body-line-feed-more'],
    ],
    [
      'another key and another hash',
      { by: pairs[1].privateKey, signature: (text, key) => sign('sha1', text, key) },
      ['key-retired', 'algorithm-sha1'],
    ],
    [
      'writing of the value and path',
      {
        header: (b) => `algorithm=RSA256,keyVersion=3,signature=${b.replaceAll('=', '')}`,
        signed: ({ text }) => text.replace(path, path.toLowerCase()),
      },
      ['value-padding', 'path-lower-case'],
    ],
  ])('%s', async (_, plant, ids) => {
    expect(await namedIn(plant, book)).toEqual(ids);
  });
});

describe('the clock', () => {
  test.each<[string, number, string, number, string]>([
    ['too old', -301, 'clock-behind', -301, "301 s behind the server's clock"],
    ['too far ahead', 61, 'clock-ahead', 61, "61 s ahead of the server's clock"],
    [
      'local time of Singapore as Z',
      28_803,
      'clock-ahead',
      28_803,
      "28,803 s ahead of the server's clock",
    ],
  ])('%s', async (_, seconds, id, aheadSeconds, says) => {
    const { findings, clock, verdict } = await diagnose(
      planted({ time: at(cameAtMs + seconds * secondMs) }),
      book,
    );
    expect(verdict).toBe('named');
    expect(findings.map((one) => one.id)).toEqual([id]);
    expect(clock).toMatchObject({ aheadSeconds, says });
  });

  test('whole hours are a wrong offset, and said so', async () => {
    const { findings } = await diagnose(planted({ time: at(cameAtMs + 28_803 * secondMs) }), book);
    expect(findings[0]?.change).toContain('off by 8 h');
  });

  test.each([-300, 60, 0])('%i s are told, and right', async (seconds) => {
    const { verdict, clock } = await diagnose(
      planted({ time: at(cameAtMs + seconds * secondMs) }),
      book,
    );
    expect({ verdict, ahead: clock?.aheadSeconds }).toEqual({ verdict: 'right', ahead: seconds });
  });
});
