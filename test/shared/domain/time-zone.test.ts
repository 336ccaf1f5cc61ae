import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateOfEpochDay } from '../../../shared/domain/calendar-date.ts';
import {
  dateIn,
  endOfDate,
  parseTimeZone,
  type TimeZone,
} from '../../../shared/domain/time-zone.ts';

function zoneOf(text: string): TimeZone {
  const zone = parseTimeZone(text);
  if (zone === undefined) throw new Error(`no zone: ${text}`);
  return zone;
}

describe('an offset is read', () => {
  test.each([
    ['+08:00', 480],
    ['-03:30', -210],
    ['UTC+08:00', 480],
    ['utc-05:00', -300],
    ['UTC+05:45', 345],
    ['GMT+8', 480],
    ['GMT-8', -480],
    ['GMT+08', 480],
    ['gmt+0', 0],
    ['-00:00', 0],
    ['+14:00', 840],
    ['GMT+14', 840],
    ['-12:00', -720],
    ['GMT-12', -720],
  ])('%s', (text, offsetMinutes) => {
    expect(parseTimeZone(text)).toEqual({ kind: 'offset', offsetMinutes });
  });
});

describe('an IANA name is read in any letter case', () => {
  test.each([
    ['Asia/Shanghai', 'Asia/Shanghai'],
    ['asia/shanghai', 'Asia/Shanghai'],
    ['AMERICA/ARGENTINA/BUENOS_AIRES', 'America/Buenos_Aires'],
    ['America/Port-au-Prince', 'America/Port-au-Prince'],
    ['Etc/GMT+8', 'Etc/GMT+8'],
    ['UTC', 'UTC'],
    ['PRC', 'Asia/Shanghai'],
  ])('%s', (text, name) => {
    expect(parseTimeZone(text)).toEqual({ kind: 'region', name });
  });
});

describe('anything else is no time zone', () => {
  test.each([
    '',
    'GMT+25',
    'GMT+15',
    'GMT-13',
    'GMT+008',
    '+14:01',
    '-12:01',
    '+25:00',
    '+08:60',
    '+8:00',
    '+0800',
    '+08',
    '08:00',
    'UTC+8',
    'UTC+08:00 ',
    'UTC+08:00\n',
    '＋08:00',
    'Mars/Phobos',
    'Asia/Shanghai\n',
    ' Asia/Shanghai',
    'Asia/Shangha\u0131',
    'CST',
    'ist',
    'SystemV/PST8PDT',
    'Etc/Unknown',
    'constructor',
    '../etc/passwd',
  ])('%j', (text) => {
    expect(parseTimeZone(text)).toBeUndefined();
  });
});

test('a name is at most 64 characters', () => {
  expect(parseTimeZone(`GMT${'+'.repeat(61)}`)).toBeUndefined();
  expect(parseTimeZone('Asia/Shanghai'.repeat(10_000))).toBeUndefined();
});

describe('the date is the one on the wall', () => {
  const instantMs = Date.parse('2024-12-31T20:00:00Z');
  test.each([
    ['UTC', '20241231'],
    ['Asia/Shanghai', '20250101'],
    ['GMT+4', '20250101'],
    ['+03:59', '20241231'],
    ['America/New_York', '20241231'],
  ])('in %s', (zone, date) => {
    expect(dateIn(zoneOf(zone), instantMs)).toBe(date);
  });

  test('before 1970, milliseconds count forward', () => {
    expect(dateIn(zoneOf('Europe/London'), Date.parse('1960-01-01T00:00:00.000Z'))).toBe(
      '19600101',
    );
    expect(dateIn(zoneOf('Europe/London'), Date.parse('1959-12-31T23:59:59.999Z'))).toBe(
      '19591231',
    );
  });

  test('an instant that is no time is refused', () => {
    expect(() => dateIn(zoneOf('+08:00'), Number.NaN)).toThrow(RangeError);
    expect(() => dateIn(zoneOf('Asia/Shanghai'), Number.NaN)).toThrow(RangeError);
  });
});

describe('a date ends where the next begins', () => {
  test.each([
    ['an offset', '+08:00', '20240229', '2024-02-29T16:00:00Z'],
    ['the last of the calendar', 'UTC', '99991231', '+010000-01-01T00:00:00Z'],
    ['no change', 'Asia/Shanghai', '20241231', '2024-12-31T16:00:00Z'],
    ['a short day', 'America/New_York', '20240310', '2024-03-11T04:00:00Z'],
    ['a long day', 'America/New_York', '20241103', '2024-11-04T05:00:00Z'],
    ['midnight skipped in Brazil', 'America/Sao_Paulo', '20181103', '2018-11-04T03:00:00Z'],
    ['23:00 twice in Brazil', 'America/Sao_Paulo', '20180217', '2018-02-18T03:00:00Z'],
    ['midnight skipped in Lebanon', 'Asia/Beirut', '20240330', '2024-03-30T22:00:00Z'],
    ['23:00 twice in Lebanon', 'Asia/Beirut', '20241026', '2024-10-26T22:00:00Z'],
    ['midnight skipped in Egypt', 'Africa/Cairo', '20240425', '2024-04-25T22:00:00Z'],
    ['23:00 twice in Egypt', 'Africa/Cairo', '20241031', '2024-10-31T22:00:00Z'],
    ['midnight twice, first coming', 'America/St_Johns', '20101106', '2010-11-07T02:30:00Z'],
    ['midnight twice in Cuba', 'America/Havana', '20241102', '2024-11-03T04:00:00Z'],
    ['before the day Samoa skipped', 'Pacific/Apia', '20111229', '2011-12-30T10:00:00Z'],
    ['the day Samoa skipped', 'Pacific/Apia', '20111230', '2011-12-30T10:00:00Z'],
    ['after the day Samoa skipped', 'Pacific/Apia', '20111231', '2011-12-31T10:00:00Z'],
  ])('%s', (_why, zone, date, instant) => {
    const endMs = endOfDate(zoneOf(zone), date);
    expect(new Date(endMs).toISOString()).toBe(new Date(instant).toISOString());
  });

  test('what is no date has no end', () => {
    expect(() => endOfDate(zoneOf('UTC'), '20230229')).toThrow(RangeError);
  });

  test('up to its end the date has not passed, from its end on it has', () => {
    const zones = fc.constantFrom('+14:00', '-12:00', ...Intl.supportedValuesOf('timeZone'));
    const days = fc.integer({ min: -20_000, max: 40_000 });
    fc.assert(
      fc.property(zones, days, (name, day) => {
        const zone = zoneOf(name);
        const date = dateOfEpochDay(day);
        const endMs = endOfDate(zone, date);
        expect(dateIn(zone, endMs - 1) <= date).toBe(true);
        expect(dateIn(zone, endMs) > date).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
