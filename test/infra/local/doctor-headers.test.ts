import { describe, expect, test } from 'vitest';
import { namedIn, type Plant, pairs, path, plantedBook } from './planted-request.ts';

const book = plantedBook();

describe('the grammar of headers, and whom they name', () => {
  const header = (text: (base64: string) => string): Plant => ({ header: text });
  test.each<[string, Plant, readonly string[]]>([
    ['no signature', { headers: { Signature: undefined } }, ['signature-missing']],
    ['no time', { headers: { 'Request-Time': undefined } }, ['time-missing']],
    ['no client', { headers: { 'Client-Id': undefined } }, ['client-missing', 'client-other']],
    ['no content type', { headers: { 'Content-Type': undefined } }, ['content-type-missing']],
    ['another content type', { headers: { 'Content-Type': 'text/plain' } }, ['content-type']],
    [
      'two content types',
      { headers: { 'content-type': 'application/json' } },
      ['content-type-twice'],
    ],
    ['epoch seconds', { time: '1795228198' }, ['time-in-seconds']],
    ['no offset', { time: '2026-11-21T02:29:58' }, ['time-without-offset']],
    ['a blank for the T', { time: '2026-11-21 02:29:58Z' }, ['time-with-blank']],
    ['30 February', { time: '2026-02-30T02:29:58Z' }, ['time-not-in-calendar']],
    ['a client with a dot', { clientId: 'PARTNER.1' }, ['client-letters']],
    ['a client in lower case', { clientId: 'partner_1' }, ['client-unknown']],
    [
      'a suspended client',
      {
        clientId: 'GONE_1',
        by: pairs.other.privateKey,
        header: (b) => `algorithm=RSA256,keyVersion=1,signature=${b}`,
      },
      ['client-suspended'],
    ],
    ['GET', { method: 'GET' }, ['method-not-post']],
    ['a query', { target: `${path}?a=1` }, ['query-string']],
    [
      'a query, signed too',
      { target: `${path}?a=1`, signed: ({ text }) => text.replace(path, `${path}?a=1`) },
      ['query-string', 'path-query-more'],
    ],
    ['a stage in the target', { target: `/prod${path}` }, ['path-unknown']],
    [
      'a slash in the target that was not signed',
      { target: `${path}/`, signed: ({ text }) => text.replace(`${path}/`, path) },
      ['path-unknown', 'path-slash-less'],
    ],
    ['RS256', header((b) => `algorithm=RS256,keyVersion=3,signature=${b}`), ['algorithm-name']],
    [
      'a leading zero',
      header((b) => `algorithm=RSA256,keyVersion=03,signature=${b}`),
      ['key-version-form'],
    ],
    [
      'semicolons',
      header((b) => `algorithm=RSA256; keyVersion=3; signature=${b}`),
      ['signature-separator'],
    ],
    ['the value alone', header((b) => b), ['signature-value-alone']],
    [
      'a parameter too much',
      header((b) => `algorithm=RSA256,keyVersion=3,nonce=1,signature=${b}`),
      ['signature-unknown-parameter'],
    ],
    [
      'a parameter twice',
      header((b) => `algorithm=RSA256,keyVersion=3,keyVersion=3,signature=${b}`),
      ['signature-repeated'],
    ],
    ['no algorithm', header((b) => `keyVersion=3,signature=${b}`), ['signature-no-algorithm']],
    [
      'blanks round the equals sign',
      header((b) => `algorithm = RSA256,keyVersion=3,signature=${b}`),
      ['signature-blanks'],
    ],
    [
      'too long',
      header((b) => `algorithm=RSA256,${' '.repeat(4_600)}signature=${b}`),
      ['signature-too-long'],
    ],
    [
      'many blanks',
      header((b) => `algorithm=RSA256,${' '.repeat(17)}signature=${b}`),
      ['signature-many-blanks'],
    ],
    [
      'an empty value',
      header(() => 'algorithm=RSA256,keyVersion=3,signature='),
      ['signature-empty-value'],
    ],
  ])('%s', async (_, plant, ids) => {
    expect(await namedIn(plant, book)).toEqual(ids);
  });
});
