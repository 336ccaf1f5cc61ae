import { type CalendarDate, dateOfEpochDay, epochDay } from './calendar-date.ts';
import { regionNamed, wallClock } from './zone-clock.ts';

/**
 * A fixed distance from UTC, east positive, or a region of the IANA database by the name it
 * resolves to.
 */
export type TimeZone =
  | { readonly kind: 'offset'; readonly offsetMinutes: number }
  | { readonly kind: 'region'; readonly name: string };

const dayMs = 86_400_000;
const minuteMs = 60_000;
const maxNameLength = 64;
/** No place on earth keeps a clock outside these. */
const minOffsetMinutes = -12 * 60;
const maxOffsetMinutes = 14 * 60;

/**
 * `UTC+08:00` or `+08:00`; `GMT+8` or `GMT+08`. The sign is the clock's: `GMT+8` is ahead of UTC.
 */
const hoursAndMinutes = /^(?:UTC)?([+-])([0-9]{2}):([0-5][0-9])$/i;
const hoursOnly = /^GMT([+-])([0-9]{1,2})$/i;
const regionName = /^[A-Za-z][A-Za-z0-9_+/-]*$/;

/**
 * Reads a time zone: an IANA name in any letter case, `UTC±hh:mm`, `GMT±h`, `GMT±hh` or `±hh:mm`;
 * at most 64 characters, offsets from -12:00 to +14:00. Anything else is `undefined`.
 * @see IANA Time Zone Database; the letter-only abbreviations of old Java, such as `CST`, are
 * ambiguous and refused
 */
export function parseTimeZone(text: string): TimeZone | undefined {
  if (text.length > maxNameLength) return undefined;
  const offset = hoursAndMinutes.exec(text) ?? hoursOnly.exec(text);
  if (offset !== null) return offsetZone(offset);
  if (!regionName.test(text)) return undefined;
  const name = regionNamed(text)?.name;
  return name === undefined ? undefined : { kind: 'region', name };
}

function offsetZone([, sign, hours, minutes = '0']: RegExpExecArray): TimeZone | undefined {
  const distance = Number(hours) * 60 + Number(minutes);
  const offsetMinutes = sign === '-' && distance > 0 ? -distance : distance;
  if (offsetMinutes < minOffsetMinutes || offsetMinutes > maxOffsetMinutes) return undefined;
  return { kind: 'offset', offsetMinutes };
}

/**
 * The date on the wall at an instant (epoch ms).
 * @throws {RangeError} when it leaves the bounds of `CalendarDate`.
 */
export function dateIn(zone: TimeZone, instantMs: number): CalendarDate {
  return dateOfEpochDay(Math.floor(wallMs(zone, instantMs) / dayMs));
}

/**
 * The end of a date, exclusive: the first instant (epoch ms) at which the zone's calendar shows a
 * later date. Where clocks skip midnight it is the skip itself; where midnight comes twice, its
 * first coming.
 * @throws {RangeError} when the date is not a `CalendarDate`
 */
export function endOfDate(zone: TimeZone, date: CalendarDate): number {
  const midnight = (epochDay(date) + 1) * dayMs;
  // The two days around hold at most one transition, so its two offsets give the only candidates.
  const before = midnight - offsetMs(zone, midnight - dayMs);
  const after = midnight - offsetMs(zone, midnight + dayMs);
  const [early, late] = before < after ? [before, after] : [after, before];
  if (wallMs(zone, early) === midnight) return early;
  if (wallMs(zone, late) === midnight) return late;
  return firstReaching(zone, midnight, early, late);
}

/**
 * Where midnight does not exist, halves the span that holds the gap until its far edge is found, to
 * the ms.
 */
function firstReaching(zone: TimeZone, midnight: number, early: number, late: number): number {
  let short = early;
  let reached = late;
  while (reached - short > 1) {
    const middle = Math.floor((short + reached) / 2);
    if (wallMs(zone, middle) < midnight) short = middle;
    else reached = middle;
  }
  return reached;
}

function offsetMs(zone: TimeZone, instantMs: number): number {
  return wallMs(zone, instantMs) - instantMs;
}

/** The wall clock's reading as if it were UTC, epoch ms. */
function wallMs(zone: TimeZone, instantMs: number): number {
  if (zone.kind === 'offset') return instantMs + zone.offsetMinutes * minuteMs;
  return wallClock(zone.name, instantMs);
}
