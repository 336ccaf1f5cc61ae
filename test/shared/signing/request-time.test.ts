import { describe, expect, test } from 'vitest';
import { formatResponseTime, parseRequestTime } from '../../../shared/signing/request-time.ts';

// 2026-11-21T02:30:00Z
const instant = 1_795_228_200_000;

describe('each shape that clients send names the same instant', () => {
  test.each([
    ['as documented', '2026-11-21T10:30:00+08:00', instant],
    ['west of Greenwich', '2026-11-20T21:00:00-05:30', instant],
    ['UTC by its letter', '2026-11-21T02:30:00Z', instant],
    ['an offset without colon', '2026-11-21T02:30:00+0000', instant],
    ['minus zero', '2026-11-21T02:30:00-00:00', instant],
    ['the farthest offset', '2026-11-22T02:29:00+23:59', instant],
    ['13 digits', '1795228200000', instant],
    ['a fraction of one digit', '2026-11-21T02:30:00.5Z', instant + 500],
    ['three digits', '2026-11-21T02:30:00.123+00:00', instant + 123],
    ['seven digits, cut', '2026-11-21T02:30:00.1239999Z', instant + 123],
    ['nine digits, cut', '2026-11-21T10:30:00.000999999+0800', instant],
    ['29 February', '2028-02-29T00:00:00Z', 1_835_395_200_000],
    ['29 February 2000', '2000-02-29T00:00:00Z', 951_782_400_000],
    ['the last second of a year', '2026-12-31T23:59:59Z', 1_798_761_599_000],
    ['year 0', '0000-01-01T00:00:00Z', -62_167_219_200_000],
    ['year 9999', '9999-12-31T23:59:59.999Z', 253_402_300_799_999],
  ])('%s', (_what, text, expected) => {
    expect(parseRequestTime(text)).toBe(expected);
  });
});

describe('what the calendar or the clock does not have names none', () => {
  test.each([
    ['30 February', '2026-02-30T00:00:00+08:00'],
    ['29 February of a common year', '2026-02-29T00:00:00Z'],
    ['29 February 2100', '2100-02-29T00:00:00Z'],
    ['31 April', '2026-04-31T00:00:00Z'],
    ['month 13', '2026-13-01T00:00:00Z'],
    ['month 0', '2026-00-01T00:00:00Z'],
    ['day 0', '2026-11-00T00:00:00Z'],
    ['day 32', '2026-12-32T00:00:00Z'],
    ['hour 24', '2026-11-21T24:00:00Z'],
    ['minute 60', '2026-11-21T02:60:00Z'],
    ['second 60', '2026-11-21T02:30:60Z'],
    ['offset +24:00', '2026-11-21T02:30:00+24:00'],
    ['offset +25:00', '2026-11-21T02:30:00+25:00'],
    ['offset minute 60', '2026-11-21T02:30:00+08:60'],
  ])('%s', (_what, text) => {
    expect(parseRequestTime(text)).toBeUndefined();
  });
});

describe('no other shape does', () => {
  test.each([
    ['empty', ''],
    ['epoch seconds', '1795228200'],
    ['12 digits', '179522820000'],
    ['14 digits', '17952282000000'],
    ['a sign', '-795228200000'],
    ['a blank for the T', '2026-11-21 10:30:00+08:00'],
    ['no offset', '2026-11-21T10:30:00'],
    ['no seconds', '2026-11-21T10:30Z'],
    ['a lower-case t', '2026-11-21t10:30:00Z'],
    ['a lower-case z', '2026-11-21T10:30:00z'],
    ['an offset of hours alone', '2026-11-21T10:30:00+08'],
    ['a zone by name', '2026-11-21T10:30:00 UTC'],
    ['both letter and offset', '2026-11-21T10:30:00Z+08:00'],
    ['an empty fraction', '2026-11-21T10:30:00.Z'],
    ['ten digits of fraction', '2026-11-21T10:30:00.1234567890Z'],
    ['a comma for the point', '2026-11-21T10:30:00,5Z'],
    ['year 10000', '10000-01-01T00:00:00Z'],
    ['a week date', '2026-W47-6T10:30:00Z'],
    ['the basic format', '20261121T103000Z'],
    ['full-width digits', '２026-11-21T10:30:00Z'],
    ['two of them, joined', '1795228200000,1795228200000'],
    ['a line feed at the end', '2026-11-21T10:30:00Z\n'],
    ['blanks around', ' 2026-11-21T10:30:00Z '],
    ['a body begun early', '2026-11-21T10:30:00+08:00.{"a"'],
  ])('%s', (_what, text) => {
    expect(parseRequestTime(text)).toBeUndefined();
  });
});

test('an answer tells its time in UTC, to the second', () => {
  expect(formatResponseTime(instant + 999)).toBe('2026-11-21T02:30:00+00:00');
});
