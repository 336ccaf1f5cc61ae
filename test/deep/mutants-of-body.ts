import type { Choices } from './choices.ts';
import { type Mutation, type Mutations, withBytes } from './mutant.ts';

const bytes =
  (change: (body: Buffer, choose: Choices) => Buffer): Mutation =>
  (of, sent, choose) => ({ ...sent, body: withBytes(change(of.body, choose)) });
const text = (change: (body: string, choose: Choices) => string): Mutation =>
  bytes((body, choose) => Buffer.from(change(body.toString(), choose)));
const json = (change: (body: object) => string): Mutation =>
  text((body) => change(JSON.parse(body === '' ? '{}' : body)));
/** Another text in the event, which a careless decoder would read as the same bytes. */
const event =
  (change: (base64: string, choose: Choices) => string): Mutation =>
  (of, sent, choose) => {
    const changed = change(of.body.toString('base64'), choose);
    return { ...sent, body: { text: changed, isBase64Encoded: true } };
  };

/** The body written anew, in other encodings, and cut or added to. */
export const bodyMutations: Mutations = {
  'written with blanks': json((body) => JSON.stringify(body, null, 2)),
  'written with tabs': json((body) => JSON.stringify(body, null, '\t')),
  'written compactly': json((body) => JSON.stringify(body)),
  'members the other way round': json((body) =>
    JSON.stringify(Object.fromEntries(Object.entries(body).reverse())),
  ),
  'a member more': json((body) => JSON.stringify({ ...body, extra: 1 })),
  'a member less': json((body) =>
    JSON.stringify(Object.fromEntries(Object.entries(body).slice(1))),
  ),
  'a member twice': text((body) => body.replace('{', '{"currency":"USD",')),
  'every letter escaped': text((body) => body.replaceAll(/[a-z]/g, (one) => unicodeEscape(one))),
  'one letter escaped': text((body) => body.replace(/[a-z]/, (one) => unicodeEscape(one))),
  'what is not ASCII escaped': text((body) =>
    body.replaceAll(/[^\0-~]/g, (one) => unicodeEscape(one)),
  ),
  'a slash escaped': text((body) => body.replace('/', '\\/')),
  'a blank behind the colon': text((body) => body.replace(':', ': ')),
  'a blank behind the comma': text((body) => body.replace(',', ', ')),
  'a line feed at the end': text((body) => `${body}\n`),
  'CR and LF at the end': text((body) => `${body}\r\n`),
  'CR at the end': text((body) => `${body}\r`),
  'a blank at either end': text((body, choose) => choose.of([` ${body}`, `${body} `, `\t${body}`])),
  'CRLF for LF': json((body) => JSON.stringify(body, null, 1).replaceAll('\n', '\r\n')),
  'a byte order mark': text((body) => `\ufeff${body}`),
  'a null byte': text((body, choose) => choose.of([`${body}\0`, `\0${body}`])),
  'composed otherwise': text((body) => body.normalize('NFD')),
  'compatibility letters': text((body) => body.normalize('NFKC')),
  'decoded and encoded': text((body) => body),
  'other bytes that are no text': bytes((body, choose) =>
    Buffer.from(
      body.toString('latin1').replaceAll(/[\xc0-\xff]/g, choose.of(['\xfe', '\xc0'])),
      'latin1',
    ),
  ),
  'in Latin-1': bytes((body) => Buffer.from(body.toString(), 'latin1')),
  'in UTF-16': bytes((body) => Buffer.from(body.toString(), 'utf16le')),
  'encoded twice': bytes((body) => Buffer.from(body.toString('latin1'))),
  'a lone surrogate for the last letter': (_, sent) => ({
    ...sent,
    body: { text: `${sent.body.text}\ud800`, isBase64Encoded: false },
  }),
  empty: text(() => ''),
  'an empty object': text(() => '{}'),
  null: text(() => 'null'),
  twice: text((body) => body + body),
  'in a list': text((body) => `[${body}]`),
  'as a text of JSON': text((body) => JSON.stringify(body)),
  'of a form': text((body) => `body=${encodeURIComponent(body)}`),
  'cut short': bytes((body, choose) => body.subarray(0, choose.int(Math.max(1, body.length)))),
  'its beginning cut off': bytes((body, choose) => body.subarray(1 + choose.int(4))),
  'a byte repeated': bytes((body, choose) => {
    const at = choose.int(body.length + 1);
    return Buffer.concat([body.subarray(0, at + 1), body.subarray(at)]);
  }),
  'two bytes swapped': bytes((body, choose) => {
    const at = choose.int(Math.max(1, body.length - 1));
    return Buffer.concat([
      body.subarray(0, at),
      Buffer.from(body.subarray(at, at + 2)).reverse(),
      body.subarray(at + 2),
    ]);
  }),
  'a digit more': text((body) => body.replace(/\d/, '$&0')),
  'another digit': text((body, choose) => body.replace(/\d/, `${choose.int(10)}`)),
  'a text for a number': text((body) => body.replace(/"(\d+)"/, '$1')),
  'the hash of it': text((body) => Buffer.from(body).toString('hex')),
};

/** The same bytes in the other form of the event, and base64 that is not canonical. */
export const eventBodyMutations: Mutations = {
  'the same as base64': (of, sent) => ({ ...sent, body: withBytes(of.body) }),
  'the same as text': (of, sent) => ({
    ...sent,
    body: { text: of.body.toString(), isBase64Encoded: false },
  }),
  'text said to be base64': (of, sent) => ({
    ...sent,
    body: { text: of.body.toString(), isBase64Encoded: true },
  }),
  'base64 said to be text': (of, sent) => ({
    ...sent,
    body: { text: of.body.toString('base64'), isBase64Encoded: false },
  }),
  'base64 twice': event((base64) => Buffer.from(base64).toString('base64')),
  'no padding': event((base64) => base64.replaceAll('=', '')),
  'more padding': event((base64, choose) => base64 + choose.of(['=', '==', '====', 'A==='])),
  'the alphabet of URLs': event((base64) => base64.replaceAll('+', '-').replaceAll('/', '_')),
  'a line within': event((base64) => `${base64.slice(0, 8)}\n${base64.slice(8)}`),
  'a blank within': event((base64, choose) => {
    const at = choose.int(base64.length + 1);
    return `${base64.slice(0, at)} ${base64.slice(at)}`;
  }),
  'junk within': event((base64) => `${base64.slice(0, 4)}!${base64.slice(4)}`),
  'stray bits': event((base64, choose) =>
    base64.replace(/[AQgw](?==)/, choose.of(['B', 'R', 'h', 'x'])),
  ),
  'a data address': event((base64) => `data:application/json;base64,${base64}`),
};

function unicodeEscape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
