/**
 * Formatters are dear to make and few are in use; past this many the one unused for longest goes.
 */
const maxFormatters = 64;
const formatters = new Map<string, Intl.DateTimeFormat>();

/**
 * What the engine resolves beyond the IANA database: old Java abbreviations, several with two
 * meanings, and aliases.
 */
const notInIana = new Set(
  (
    'act aet agt art ast bet bst cat cnt cst ctt eat ect iet ist jst mit net nst plt pnt prt pst ' +
    'sst vst'
  ).split(' '),
);

/**
 * The formatter of an IANA region's wall clock, in any letter case, made once and held, 64 at most.
 * `undefined` when there is no such region.
 */
export function regionFormatter(name: string): Intl.DateTimeFormat | undefined {
  const cacheKey = name.toLowerCase();
  if (notInIana.has(cacheKey) || cacheKey.startsWith('systemv/')) return undefined;
  const formatter = formatters.get(cacheKey) ?? createFormatter(name);
  if (formatter === undefined) return undefined;
  formatters.delete(cacheKey);
  formatters.set(cacheKey, formatter);
  const [oldest] = formatters.keys();
  if (formatters.size > maxFormatters && oldest !== undefined) formatters.delete(oldest);
  return formatter;
}

function createFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US-u-ca-gregory-nu-latn', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return undefined;
  }
}

/**
 * What a region's wall clock shows at an instant (epoch ms), as the epoch ms at which a clock in
 * UTC shows the same.
 * @throws {RangeError} when there is no such region, or the instant is no time.
 */
export function wallClock(regionName: string, instantMs: number): number {
  const formatter = regionFormatter(regionName);
  if (formatter === undefined) throw new RangeError('not a region of the time zone database');
  const shown = new Map<string, number>();
  for (const { type, value } of formatter.formatToParts(instantMs)) shown.set(type, Number(value));
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0;
  const wholeSeconds = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  // The remainder of a negative instant is negative, but a clock's milliseconds are not.
  return wholeSeconds + (((instantMs % 1000) + 1000) % 1000);
}
