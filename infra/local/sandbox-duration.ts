const unitsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** What a span of time looks like, for whoever wrote something else. */
export const durationWords = 'expected a whole number with ms, s, m, h or d, such as 90d';

/** The longest span that is understood: a hundred years. */
const maxMs = 36_525 * 86_400_000;

/** Reads `250ms`, `30s`, `5m`, `12h` or `90d`, at least 1 ms; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, digits = '', unit = ''] = /^(\d{1,13})(ms|s|m|h|d)$/.exec(text) ?? [];
  const unitMs = unitsMs[unit];
  if (unitMs === undefined) return undefined;
  const spanMs = Number(digits) * unitMs;
  return spanMs >= 1 && spanMs <= maxMs ? spanMs : undefined;
}
