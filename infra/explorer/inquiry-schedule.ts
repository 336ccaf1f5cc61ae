import { inquiryWaitMinutes } from '../../shared/catalogue/inquiry-schedule.ts';

/** One inquiry of the schedule. */
export interface Inquiry {
  readonly after: number;
  /** Minutes from the `U` on. */
  readonly inAll: number;
}

/** The inquiries after a `U`, then support. */
export const inquiries: readonly Inquiry[] = inquiryWaitMinutes.map((after, at) => ({
  after,
  inAll: inquiryWaitMinutes.slice(0, at + 1).reduce((sum: number, minutes) => sum + minutes, 0),
}));

/** The time of day, to the minute, so many minutes after an instant. */
export function clockTime(fromMs: number, minutes: number): string {
  const at = new Date(fromMs + minutes * 60_000);
  return at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', weekday: 'short' });
}
