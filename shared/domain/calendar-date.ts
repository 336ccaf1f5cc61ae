/**
 * A date without time, `YYYYMMDD`, from 19000101 to 99991231. As text they sort by time: compare
 * with `<`.
 */
export type CalendarDate = string;

const dayMs = 86_400_000;
const firstDay = Date.UTC(1900, 0, 1) / dayMs;
const lastDay = Date.UTC(9999, 11, 31) / dayMs;
const form = /^(19|[2-9][0-9])[0-9]{6}$/;
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Says whether the text is a real date of the Gregorian calendar: eight ASCII digits, the year at
 * least 1900.
 */
export function isCalendarDate(text: string): boolean {
  if (!form.test(text)) return false;
  const day = Number(text.slice(6));
  return day >= 1 && day <= lengthOfMonth(Number(text.slice(0, 4)), Number(text.slice(4, 6)));
}

function lengthOfMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return daysInMonth[month - 1] ?? 0;
}

/**
 * The date that many whole days later, earlier when negative.
 * @throws {RangeError} when it leaves the bounds.
 */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return dateOfEpochDay(epochDay(date) + days);
}

/**
 * Whole days from one date to another: 1 from a day to the next, negative when `to` comes first.
 */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return epochDay(to) - epochDay(from);
}

/**
 * The whole days from 19700101 to the date, negative before it.
 * @throws {RangeError} when it is no date.
 */
export function epochDay(date: CalendarDate): number {
  if (!isCalendarDate(date)) throw new RangeError('not a calendar date');
  const month = Number(date.slice(4, 6));
  return Date.UTC(Number(date.slice(0, 4)), month - 1, Number(date.slice(6))) / dayMs;
}

/**
 * The date that many whole days after 19700101.
 * @throws {RangeError} when it leaves the bounds of `CalendarDate`.
 */
export function dateOfEpochDay(days: number): CalendarDate {
  if (!Number.isInteger(days) || days < firstDay || days > lastDay) {
    throw new RangeError('the date leaves the calendar');
  }
  const date = new Date(days * dayMs);
  const digits = date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100;
  return `${digits + date.getUTCDate()}`;
}
