import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  dateOfEpochDay,
  daysBetween,
  epochDay,
  isCalendarDate,
} from '../../../shared/domain/calendar-date.ts';

describe('a real date is a calendar date', () => {
  test.each(['19000101', '20000229', '20230228', '20240229', '20240430', '20241231', '99991231'])(
    '%s',
    (date) => {
      expect(isCalendarDate(date)).toBe(true);
    },
  );
});

describe('nothing else is a calendar date', () => {
  test.each([
    ['with dashes', '2024-12-31'],
    ['month 13', '20241301'],
    ['month 0', '20240001'],
    ['day 0', '20240100'],
    ['day 32', '20240132'],
    ['31 April', '20240431'],
    ['29 February of a common year', '20230229'],
    ['29 February of a common century', '21000229'],
    ['30 February', '20240230'],
    ['zeros', '00000000'],
    ['before 1900', '18991231'],
    ['seven digits', '2024123'],
    ['nine digits', '202412310'],
    ['full-width digits', '２０２４１２３１'],
    ['arabic digits', '٢٠٢٤١٢٣١'],
    ['a line feed at the end', '20241231\n'],
    ['a sign', '+2024123'],
    ['an exponent', '2024e101'],
    ['empty', ''],
  ])('%s', (_why, text) => {
    expect(isCalendarDate(text)).toBe(false);
  });
});

describe('days are added across months, years and leap days', () => {
  test.each([
    ['20240228', 1, '20240229'],
    ['20240228', 2, '20240301'],
    ['20230228', 1, '20230301'],
    ['20241231', 1, '20250101'],
    ['20250101', -1, '20241231'],
    ['20240101', 0, '20240101'],
    ['20240101', 366, '20250101'],
    ['99991230', 1, '99991231'],
    ['19000102', -1, '19000101'],
  ])('%s and %i days is %s', (date, days, expected) => {
    expect(addDays(date, days)).toBe(expected);
    expect(daysBetween(date, expected) === days).toBe(true);
  });
});

test.each([
  ['99991231', 1],
  ['19000101', -1],
  ['20240101', 0.5],
  ['20240101', Number.NaN],
  ['20240101', 1e300],
  ['20240230', 1],
])('%s and %d days is refused', (date, days) => {
  expect(() => addDays(date, days)).toThrow(RangeError);
});

test('days are counted from 1970', () => {
  expect(epochDay('19700101')).toBe(0);
  expect(epochDay('20240101')).toBe(19_723);
  expect(dateOfEpochDay(-1)).toBe('19691231');
});

test('as text, dates sort by time', () => {
  const days = fc.integer({ min: -25_567, max: 2_932_896 });
  fc.assert(
    fc.property(days, days, (left, right) => {
      expect(isCalendarDate(dateOfEpochDay(left))).toBe(true);
      expect(epochDay(dateOfEpochDay(left))).toBe(left);
      expect(dateOfEpochDay(left) < dateOfEpochDay(right)).toBe(left < right);
    }),
  );
});
