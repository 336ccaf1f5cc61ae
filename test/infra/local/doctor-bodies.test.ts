import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { body, namedIn, type Plant, plantedBook } from './planted-request.ts';

const book = plantedBook();
const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest();
const pretty = JSON.stringify(JSON.parse(body), null, 2);

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
    expect(await namedIn(plant, book)).toEqual([id]);
  });
});
