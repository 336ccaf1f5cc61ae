import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startWatchedProvider();
  before = await see(provider);
});
afterAll(() => provider.stop());

function validText(api: 'applyCreditGrant' | 'queryCreditQuota'): string {
  if (api === 'queryCreditQuota') return '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';
  return JSON.stringify(provider.application('G_ROW'));
}

/** Puts members before the others of a valid text. */
function first(members: string): (valid: string) => string {
  return (valid) => `{${members},${valid.slice(1)}`;
}

type Row = readonly [fact: string, bend: (valid: string) => string, message: string];

const anywhere: readonly Row[] = [
  ['G01 truncated', (valid) => valid.slice(0, -1), 'body: JSON is cut off'],
  ['G01 truncated in a string', (valid) => valid.slice(0, -2), 'body: JSON is cut off'],
  ['G02 trailing comma in a list', first('"a":[1,]'), 'body: not valid JSON near character 9'],
  [
    'G02 trailing comma in an object',
    first('"a":{"b":1,}'),
    'body: not valid JSON near character 13',
  ],
  ['G03 comment', first('/* a */"a":1'), 'body: not valid JSON near character 2'],
  ['G03 line comment', (valid) => `// a\n${valid}`, 'body: expected a JSON object'],
  ['G04 single quotes', first("'a':1"), 'body: not valid JSON near character 2'],
  ['G05 NaN', first('"a":NaN'), 'body: not valid JSON near character 6'],
  ['G05 Infinity', first('"a":-Infinity'), 'body: not valid JSON near character 6'],
  ['G06 two documents', (valid) => `{}${valid}`, 'body: not valid JSON near character 3'],
  ['G06 one document in another', first('{}'), 'body: not valid JSON near character 2'],
  ['G07 text before the document', (valid) => `x${valid}`, 'body: expected a JSON object'],
  ['G07 text behind the document', () => '{} x', 'body: not valid JSON near character 4'],
  ['G08 root array', (valid) => `[${valid}]`, 'body: expected a JSON object'],
  ['G09 root string', (valid) => JSON.stringify(valid), 'body: expected a JSON object'],
  ['G10 root null', () => 'null', 'body: expected a JSON object'],
  ['G11 root number', () => '1', 'body: expected a JSON object'],
  ['G13 duplicate key, one of them escaped', first('"a":1,"\\u0061":2'), 'body: duplicate key "a"'],
  ['G13 duplicate key deeper down', first('"a":[{"b":1,"b":2}]'), 'body: duplicate key "b"'],
  ['G15 __proto__', first('"__proto__":{"a":1}'), 'body: key "__proto__" is not allowed'],
  ['G15 __proto__, escaped', first('"\\u005f_proto__":1'), 'body: key "__proto__" is not allowed'],
  ['G16 constructor', first('"constructor":{"prototype":{}}'), 'constructor: unknown member'],
  ['G17 toString', first('"toString":"a"'), 'toString: unknown member'],
  ['G18 unknown field', first('"headroomMinor":1'), 'headroomMinor: unknown member'],
  ['G18 unknown field of an unshowable name', first('"\u202e":1'), 'a member: unknown member'],
  ['G19 depth 17', first(`"a":${nested(16)}`), 'body: nested deeper than 16 levels'],
  ['G19 depth 16 in an unknown field', first(`"a":${nested(15)}`), 'a: unknown member'],
  ['G20 depth 60,000', first(`"a":${nested(60_000)}`), 'body: nested deeper than 16 levels'],
  ['G20 depth 200,000', first(`"a":${nested(200_000)}`), 'body: expected at most 131072 bytes'],
  [
    'G21 10,001 elements',
    first(`"a":[${'1,'.repeat(10_000)}1]`),
    'body: more than 10000 members and elements',
  ],
  ['G21 10^6 keys', first(keys(1_000_000)), 'body: expected at most 131072 bytes'],
  ['G22 1 MB text', first(`"a":"${'x'.repeat(1_000_000)}"`), 'body: expected at most 131072 bytes'],
  ['G24 lone surrogate', first('"a":"\\ud800"'), 'body: lone surrogate near character 7'],
  ['G24 lone surrogate in a key', first('"\\udc00":1'), 'body: lone surrogate near character 3'],
  [
    'G24 surrogates the wrong way round',
    first('"a":"\\udc00\\ud800"'),
    'body: lone surrogate near character 7',
  ],
  ['G25 NUL, escaped', first('"a":"\\u0000"'), 'body: control character near character 7'],
  ['G25 NUL, raw', first('"a":"\u0000"'), 'body: control character near character 7'],
  ['G26 escape, raw', first('"a":"\u001b[2J"'), 'body: control character near character 7'],
  ['G26 line feed, escaped', first('"a":"\\n"'), 'body: control character near character 7'],
  ['G26 delete, escaped', first('"a":"\\u007f"'), 'body: control character near character 7'],
];

function nested(levels: number): string {
  return `${'['.repeat(levels)}${']'.repeat(levels)}`;
}

function keys(count: number): string {
  return Array.from({ length: count }, (_, index) => `"${index}":0`).join();
}

describe.each(['applyCreditGrant', 'queryCreditQuota'] as const)('%s refuses', (api) => {
  test.each(anywhere)('%s', async (_fact, bend, message) => {
    const answer = await provider.refuse(api, bend(validText(api)));
    expect(answer.text).toBe(paramIllegal(message));
  });
});

test('the refused texts changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
