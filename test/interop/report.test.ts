import { expect, test } from 'vitest';
import { Report } from './report.ts';

test('all as expected is no red', () => {
  const report = new Report(['calls'], ['A', 'B']);
  report.holds('calls', 'A', 'query', { value: '1' }, { value: '1' });
  report.holds('calls', 'A', 'apply', 'refused: not verified', /^refused: /);
  report.holds('calls', 'B', 'query', 'S SUCCESS', 'S SUCCESS');
  expect(report.red).toBe(0);
  expect(report.text().split('\n')).toEqual([
    '                  A             B',
    'calls             2             1',
    'interop: 2 SDKs, 3 checks, 0 red',
  ]);
});

test('what is otherwise is red, and said', () => {
  const report = new Report(['calls'], ['A']);
  report.holds('calls', 'A', 'query', 'F INVALID_API', 'S SUCCESS');
  report.holds('calls', 'A', 'apply', undefined, /^CG/);
  report.holds('calls', 'A', 'inquiry', { value: '1' }, { value: 1 });
  report.holds('calls', 'A', 'budget', 'S SUCCESS', 'S SUCCESS');
  expect(report.red).toBe(3);
  expect(report.text().split('\n')).toEqual([
    '                  A',
    'calls    RED 3 of 4',
    'RED  A: calls: query: "F INVALID_API", not "S SUCCESS"',
    'RED  A: calls: apply: nothing, not /^CG/',
    'RED  A: calls: inquiry: {"value":"1"}, not {"value":1}',
    'interop: 1 SDKs, 4 checks, 3 red',
  ]);
});

test('what was never checked is red', () => {
  const report = new Report(['calls', 'forged'], ['A', 'B']);
  report.holds('calls', 'A', 'query', 1, 1);
  report.holds('calls', 'B', 'query', 1, 1);
  report.holds('forged', 'A', 'amount', 1, 1);
  expect(report.red).toBe(1);
  expect(report.text()).toContain('RED  B: forged: never checked\n');
});

test('a check that has no place in the table is a mistake', () => {
  const report = new Report(['calls'], ['A']);
  expect(() => report.holds('call', 'A', 'query', 1, 1)).toThrow('no place in the table');
  expect(() => report.holds('calls', 'C', 'query', 1, 1)).toThrow('no place in the table');
});
