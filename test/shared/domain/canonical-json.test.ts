import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../shared/domain/canonical-json.ts';
import { JsonNumber } from '../../../shared/domain/json-number.ts';

describe('a value has one text', () => {
  test.each([
    [
      'keys in code unit order',
      { b: 1, a: 2, B: 3, é: 4, '\u{1f600}': 5 },
      '{"B":3,"a":2,"b":1,"é":4,"😀":5}',
    ],
    [
      'at every level',
      [{ z: { y: 1, x: [{ d: 0, c: 0 }] } }],
      '[{"z":{"x":[{"c":0,"d":0}],"y":1}}]',
    ],
    ['keys that look like numbers', { 10: 'a', 9: 'b' }, '{"10":"a","9":"b"}'],
    ['lists keep their order', [3, 1, 2], '[3,1,2]'],
    ['scalars', [null, true, false, 'a"\n', 0, 1.5], '[null,true,false,"a\\"\\n",0,1.5]'],
    ['digits', { amountMinor: 9_007_199_254_740_993n }, '{"amountMinor":9007199254740993}'],
    ['a number as the partner wrote it', { value: new JsonNumber('1.50') }, '{"value":1.50}'],
    ['text is not a number', { a: '100', b: 100 }, '{"a":"100","b":100}'],
    ['undefined members are absent', { a: undefined, b: 1 }, '{"b":1}'],
    ['nothing in it', [{}, []], '[{},[]]'],
  ])('%s', (_why, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });
});

test.each([
  ['undefined', undefined],
  ['undefined in a list', [undefined]],
  ['a hole in a list', new Array(1)],
  ['a function', { a: () => 1 }],
  ['a symbol', Symbol('a')],
  ['not a number', Number.NaN],
  ['infinity', Number.POSITIVE_INFINITY],
])('%s has no text', (_why, value) => {
  expect(() => canonicalJson(value)).toThrow(TypeError);
});

test('the order of keys does not matter, and no value is lost', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(reversed(value))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, member]) => [key, reversed(member)] as const)
      .reverse(),
  );
}
