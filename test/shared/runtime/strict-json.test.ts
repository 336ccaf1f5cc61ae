import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonNumber } from '../../../shared/domain/json-number.ts';
import { parseStrictJson } from '../../../shared/runtime/strict-json.ts';

describe('sound JSON is parsed', () => {
  test.each([
    ['an empty object', ' \t\r\n{ } \n', {}],
    [
      'every kind of value',
      '{"a":[null,true,false,"x",0,[],{}]}',
      { a: [null, true, false, 'x', 0, [], {}] },
    ],
    ['escapes of plain characters', '{"a":"\\"\\\\\\/\\u0041\\u00e9"}', { a: '"\\/Aé' }],
    ['an escaped pair', '{"a":"\\ud83d\\uDE00"}', { a: '😀' }],
    ['a raw pair', '{"😀":"😀"}', { '😀': '😀' }],
    ['an escaped key', '{"\\u0061":1}', { a: 1 }],
    ['an empty key', '{"":1}', { '': 1 }],
    [
      'one key in two objects',
      '{"a":{"a":1},"b":[{"a":1},{"a":1}]}',
      { a: { a: 1 }, b: [{ a: 1 }, { a: 1 }] },
    ],
    [
      'keys that every object has',
      '{"constructor":{"prototype":1},"toString":2}',
      { constructor: { prototype: 1 }, toString: 2 },
    ],
    [
      'characters above the controls',
      '{"a":"\\u0020\\u0080\u0080\u2028"}',
      { a: ' \u0080\u0080\u2028' },
    ],
    ['the largest plain number', '{"a":9007199254740991}', { a: 9_007_199_254_740_991 }],
    [
      'a long string',
      `{"a":"${'x'.repeat(5_000)}\\/${'y'.repeat(5_000)}"}`,
      { a: `${'x'.repeat(5_000)}/${'y'.repeat(5_000)}` },
    ],
  ])('%s', (_what, text, value) => {
    expect(parseStrictJson(text)).toEqual({ value });
  });
});

describe('a number that is not plain digits keeps its source', () => {
  test.each([
    '-0',
    '-1',
    '1.0',
    '1.50',
    '0e0',
    '1E2',
    '1e400',
    '9007199254740992',
    '9007199254740993',
    '1'.repeat(400),
  ])('%s', (source) => {
    const kept = parseStrictJson(`{"a":[{"b":${source}}],"c":7}`);
    expect(kept).toEqual({ value: { a: [{ b: new JsonNumber(source) }], c: 7 } });
  });
});

test('what JSON.parse refuses is refused, and what is accepted is what JSON.parse gives', () => {
  const sound = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify({ value }, null, 1));
  const fragments = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u',
    'd83d',
    '0',
    '-',
    '.',
    'e',
    ' ',
  ];
  const fragment = fc.oneof(fc.constantFrom(...fragments, '"a"', 'true', '\n'), fc.string());
  const changed = fc
    .tuple(sound, fc.array(fc.tuple(fc.nat(200), fragment, fc.nat(2)), { maxLength: 3 }))
    .map(([text, edits]) =>
      edits.reduce((t, [at, insert, cut]) => t.slice(0, at) + insert + t.slice(at + cut), text),
    );
  fc.assert(
    fc.property(fc.oneof(sound, changed), (text) => {
      const parsed = parseStrictJson(text);
      if ('value' in parsed) expect(withNumbers(parsed.value)).toEqual(JSON.parse(text));
      else expect(parsed.problem).toMatch(/^body: [ -~]{1,100}$/);
    }),
    { numRuns: 3_000 },
  );
});

test('JSON of plain text and any numbers is accepted', () => {
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 8 },
      fc.double(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.string(),
      fc.array(tie('any')),
      fc.dictionary(fc.string(), tie('any'), { noNullPrototype: true }),
    ),
  })).any;
  fc.assert(
    fc.property(value, (any) => {
      const text = JSON.stringify({ any });
      fc.pre(!text.includes('"__proto__":'));
      const parsed = parseStrictJson(text);
      expect('value' in parsed && withNumbers(parsed.value)).toEqual(JSON.parse(text));
    }),
  );
});

function withNumbers(value: unknown): unknown {
  if (value instanceof JsonNumber) return Number(value.source);
  if (Array.isArray(value)) return value.map(withNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, withNumbers(v)]));
}
