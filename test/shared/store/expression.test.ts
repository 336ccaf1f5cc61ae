import { describe, expect, test } from 'vitest';
import {
  conditionExpression,
  Placeholders,
  updateExpression,
} from '../../../shared/store/expression.ts';
import {
  absent,
  anyOf,
  atLeast,
  atMost,
  type Change,
  type Condition,
  equals,
  exists,
} from '../../../shared/store/table.ts';

const existsAnd = 'attribute_exists(#n0) AND #n1 = :v0 AND #n2 >= :v1';
const anyOfSeveral =
  'attribute_exists(#n0) AND (#n1 = :v0 AND #n2 = :v1 OR attribute_not_exists(#n0))';

describe('a condition is written with placeholders only', () => {
  test.each<[string, readonly Condition[], string]>([
    ['absent', [absent], 'attribute_not_exists(#n0)'],
    ['exists', [exists], 'attribute_exists(#n0)'],
    ['equals', [equals('status', 'ACTIVE')], '#n0 = :v0'],
    ['equals, nested', [equals(['unpaidByDue', '17'], 5n)], '#n0.#n1 = :v0'],
    ['atLeast', [atLeast('headroomMinor', 80n)], '#n0 >= :v0'],
    ['atMost', [atMost('headroomMinor', 80n)], '#n0 <= :v0'],
    ['all of them', [exists, equals('a', 1), atLeast('b', 2)], existsAnd],
    [
      'any of them',
      [anyOf([absent], [equals('a', 1)])],
      '(attribute_not_exists(#n0) OR #n1 = :v0)',
    ],
    ['any of one', [anyOf([exists])], '(attribute_exists(#n0))'],
    ['any of several', [exists, anyOf([equals('a', 1), equals('b', 2)], [absent])], anyOfSeveral],
  ])('%s', (_what, clauses, expected) => {
    expect(conditionExpression(clauses, new Placeholders())).toBe(expected);
  });
});

describe('an update is written with placeholders only', () => {
  test.each<[string, readonly Change[], string]>([
    ['set', [{ change: 'set', path: 'status', value: 'CLOSED' }], 'SET #n0 = :v0'],
    [
      'add, from zero',
      [{ change: 'add', path: 'grantedMinor', value: 5n }],
      'SET #n0 = if_not_exists(#n0, :v0) + :v1',
    ],
    [
      'add, nested',
      [{ change: 'add', path: ['unusedByExpiry', '17'], value: -5n }],
      'SET #n0.#n1 = if_not_exists(#n0.#n1, :v0) + :v1',
    ],
    ['remove', [{ change: 'remove', path: ['unusedByExpiry', '17'] }], 'REMOVE #n0.#n1'],
    [
      'all of them',
      [
        { change: 'remove', path: 'a' },
        { change: 'set', path: 'b', value: 1 },
        { change: 'add', path: 'c', value: 2n },
        { change: 'remove', path: 'd' },
      ],
      'SET #n1 = :v0, #n2 = if_not_exists(#n2, :v1) + :v2 REMOVE #n0, #n3',
    ],
  ])('%s', (_what, changes, expected) => {
    expect(updateExpression(changes, new Placeholders())).toBe(expected);
  });
});

test('a name has one placeholder, a value one for each time it comes', () => {
  const to = new Placeholders();
  updateExpression([{ change: 'add', path: 'headroomMinor', value: -80n }], to);
  conditionExpression([atLeast('headroomMinor', 80n), equals(['headroomMinor', 'x'], 80n)], to);
  expect(to.names).toEqual({ '#n0': 'headroomMinor', '#n1': 'x' });
  expect(to.values).toEqual({ ':v0': 0n, ':v1': -80n, ':v2': 80n, ':v3': 80n });
});

test('no name or value of a partner ever gets into an expression', () => {
  const to = new Placeholders();
  const evil = 'a = :x OR attribute_exists(pk)';
  expect(conditionExpression([equals([evil, evil], evil)], to)).toBe('#n0.#n0 = :v0');
  expect(to.names).toEqual({ '#n0': evil });
});
