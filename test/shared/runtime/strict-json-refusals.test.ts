import { describe, expect, test } from 'vitest';
import { parseStrictJson } from '../../../shared/runtime/strict-json.ts';

function nested(depth: number): string {
  return `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
}

function withElements(count: number): string {
  return `{"a":[${Array(count - 1)
    .fill('0')
    .join()}]}`;
}

function withMembers(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"k${index}":0`).join()}}`;
}

describe('what is not JSON is refused, with its place', () => {
  test.each([
    ['cut off', '{"a":1', 'body: JSON is cut off'],
    ['cut off in a string', '{"a":"x', 'body: JSON is cut off'],
    ['cut off in a key', '{"a', 'body: JSON is cut off'],
    ['cut off after a backslash', '{"a":"\\', 'body: not valid JSON near character 7'],
    ['cut off after a colon', '{"a":', 'body: JSON is cut off'],
    ['a comma too many in an object', '{"a":1,}', 'body: not valid JSON near character 8'],
    ['a comma too many in a list', '{"a":[1,]}', 'body: not valid JSON near character 9'],
    ['a comma in front', '{,"a":1}', 'body: not valid JSON near character 2'],
    ['a comma missing', '{"a":1 "b":2}', 'body: not valid JSON near character 8'],
    ['a colon missing', '{"a" 1}', 'body: not valid JSON near character 6'],
    ['a value missing', '{"a":}', 'body: not valid JSON near character 6'],
    ['brackets crossed', '{"a":[1}', 'body: not valid JSON near character 8'],
    ['braces crossed', '{"a":1]', 'body: not valid JSON near character 7'],
    ['a comment', '{"a":1/* */}', 'body: not valid JSON near character 7'],
    ['single quotes', "{'a':1}", 'body: not valid JSON near character 2'],
    ['a bare key', '{a:1}', 'body: not valid JSON near character 2'],
    ['NaN', '{"a":NaN}', 'body: not valid JSON near character 6'],
    ['a literal cut short', '{"a":tru}', 'body: not valid JSON near character 6'],
    ['a literal run on', '{"a":nullx}', 'body: not valid JSON near character 10'],
    ['two documents', '{}{}', 'body: not valid JSON near character 3'],
    ['text after it', '{"a":1} x', 'body: not valid JSON near character 9'],
    ['a leading zero', '{"a":01}', 'body: not valid JSON near character 7'],
    ['a plus', '{"a":+1}', 'body: not valid JSON near character 6'],
    ['a minus alone', '{"a":-}', 'body: not valid JSON near character 6'],
    ['a dot without digits', '{"a":1.}', 'body: not valid JSON near character 7'],
    ['a dot in front', '{"a":.5}', 'body: not valid JSON near character 6'],
    ['hexadecimal', '{"a":0x1}', 'body: not valid JSON near character 7'],
    ['an unknown escape', '{"a":"\\x41"}', 'body: not valid JSON near character 7'],
    ['a short escape', '{"a":"\\u41"}', 'body: not valid JSON near character 7'],
    ['an escape in capitals', '{"a":"\\U0041"}', 'body: not valid JSON near character 7'],
    ['a blank that is not one of the four', '{\u00a0}', 'body: not valid JSON near character 2'],
  ])('%s', (_what, text, problem) => {
    expect(parseStrictJson(text)).toEqual({ problem });
  });
});

describe('JSON that is not allowed is refused', () => {
  const notAnObject = 'body: expected a JSON object';
  const empty = 'body: empty, expected a JSON object';
  const malformed = 'body: not well-formed Unicode';
  const control = 'body: control character near character 7';
  const lone = 'body: lone surrogate near character 7';
  test.each([
    ['empty', '', empty],
    ['blanks', ' \t\r\n', empty],
    ['a byte order mark', '\ufeff{}', 'body: starts with a byte order mark'],
    ['a list', '[]', notAnObject],
    ['a string', '"{}"', notAnObject],
    ['null', 'null', notAnObject],
    ['a number', '1', notAnObject],
    ['a key twice with one value', '{"a":1,"a":1}', 'body: duplicate key "a"'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}', 'body: duplicate key "a"'],
    ['a key twice, further in', '{"x":[{"a":1,"b":{"a":1},"a":2}]}', 'body: duplicate key "a"'],
    [
      'the seventeenth key twice',
      `${withMembers(17).slice(0, -1)},"k16":0}`,
      'body: duplicate key "k16"',
    ],
    [
      'a key of the first sixteen twice, later',
      `${withMembers(20).slice(0, -1)},"k0":0}`,
      'body: duplicate key "k0"',
    ],
    [
      'a long key twice',
      `{"${'k'.repeat(60)}":1,"${'k'.repeat(60)}":1}`,
      `body: duplicate key "${'k'.repeat(40)}"`,
    ],
    ['a key beyond ASCII twice', '{"é":1,"é":1}', 'body: duplicate key "?"'],
    ['__proto__', '{"__proto__":{}}', 'body: key "__proto__" is not allowed'],
    ['__proto__ escaped', '{"a":[{"__pr\\u006fto__":1}]}', 'body: key "__proto__" is not allowed'],
    ['17 levels', nested(17), 'body: nested deeper than 16 levels'],
    ['200,000 levels', `{"a":${'['.repeat(200_000)}`, 'body: nested deeper than 16 levels'],
    ['10,001 elements', withElements(10_001), 'body: more than 10000 members and elements'],
    ['10,001 members', withMembers(10_001), 'body: more than 10000 members and elements'],
    ['a raw lone surrogate', '{"a":"\ud800"}', malformed],
    ['half a pair raw, half escaped', '{"a":"\ud83d\\ude00"}', malformed],
    ['an escaped high surrogate', '{"a":"\\ud800"}', lone],
    ['an escaped low surrogate', '{"a":"\\udc00"}', lone],
    ['two high surrogates', '{"a":"\\ud83d\\ud83d\\ude00"}', lone],
    ['a high surrogate and a letter', '{"a":"\\uD83Dx"}', lone],
    ['a lone surrogate in a key', '{"\\ud800":1}', 'body: lone surrogate near character 3'],
    ['an escaped NUL', '{"a":"\\u0000"}', control],
    ['an escaped C0', '{"a":"\\u001F"}', control],
    ['an escaped line feed', '{"a":"\\n"}', control],
    ['an escaped tab', '{"a":"\\t"}', control],
    ['an escaped delete', '{"a":"\\u007f"}', control],
    ['a raw delete', '{"a":"\u007f"}', control],
    ['a raw line feed', '{"a":"\n"}', control],
    ['a raw NUL', '{"a":"\0"}', control],
    [
      'a raw control character far in',
      `{"a":"${'x'.repeat(500)}\u0001"}`,
      'body: control character near character 507',
    ],
    ['a control character in a key', '{"\\u0007":1}', 'body: control character near character 3'],
  ])('%s', (_what, text, problem) => {
    expect(parseStrictJson(text)).toEqual({ problem });
  });
});

test('up to 16 levels and 10,000 members and elements', () => {
  expect(parseStrictJson(nested(16))).toHaveProperty('value');
  expect(parseStrictJson(withElements(10_000))).toHaveProperty('value');
  expect(parseStrictJson(withMembers(10_000))).toHaveProperty('value');
});
