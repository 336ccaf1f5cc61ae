/** After how many minutes a caller asks what a `U` became, each counted from the one before. */
export const waitMinutes: readonly number[] = [5, 10, 20, 40, 80, 160, 320];

/** One inquiry of the schedule. */
export interface Inquiry {
  readonly after: number;
  /** Minutes from the `U` on. */
  readonly inAll: number;
}

/** The inquiries after a `U`, then support. */
export const inquiries: readonly Inquiry[] = waitMinutes.map((after, at) => ({
  after,
  inAll: waitMinutes.slice(0, at + 1).reduce((sum, minutes) => sum + minutes, 0),
}));

/** The time of day, to the minute, so many minutes after an instant. */
export function clockTime(fromMs: number, minutes: number): string {
  const at = new Date(fromMs + minutes * 60_000);
  return at.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', weekday: 'short' });
}
