/** A region of the time zone database. */
export interface Region {
  /** The name that it resolves to. */
  readonly name: string;
  readonly formatter: Intl.DateTimeFormat;
  /** What the wall clock was found to be ahead of UTC, in ms, by the minute of the epoch. */
  readonly aheadByMinute: Map<number, number>;
}

/** Regions are dear to look up and few are in use; past this many the one unused longest goes. */
const maxRegions = 64;
const regions = new Map<string, Region>();
/** The one used last, which most that follow use again: it need not be moved to the end. */
let latest: { readonly cacheKey: string; readonly region: Region } | undefined;

/** One application asks for some four minutes, and those that come with it for the same. */
const maxMinutes = 256;
const minuteMs = 60_000;
/** Since then every clock on earth is moved at the full minute. */
const wholeMinutesSince = Date.UTC(1973, 0, 1);

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
 * An IANA region by its name in any letter case, looked up once and held, 64 at most. `undefined`
 * when there is no such region.
 */
export function regionNamed(name: string): Region | undefined {
  const cacheKey = name.toLowerCase();
  if (latest?.cacheKey === cacheKey) return latest.region;
  if (notInIana.has(cacheKey) || cacheKey.startsWith('systemv/')) return undefined;
  const region = regions.get(cacheKey) ?? createRegion(name);
  if (region === undefined) return undefined;
  latest = { cacheKey, region };
  regions.delete(cacheKey);
  regions.set(cacheKey, region);
  const [oldest] = regions.keys();
  if (regions.size > maxRegions && oldest !== undefined) regions.delete(oldest);
  return region;
}

function createRegion(timeZone: string): Region | undefined {
  const formatter = createFormatter(timeZone);
  if (formatter === undefined) return undefined;
  const name = formatter.resolvedOptions().timeZone;
  return { name, formatter, aheadByMinute: new Map() };
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
  const region = regionNamed(regionName);
  if (region === undefined) throw new RangeError('not a region of the time zone database');
  if (!(instantMs >= wholeMinutesSince)) return shownBy(region.formatter, instantMs);
  const minute = Math.floor(instantMs / minuteMs);
  const known = region.aheadByMinute.get(minute);
  if (known !== undefined) return instantMs + known;
  const shown = shownBy(region.formatter, instantMs);
  if (region.aheadByMinute.size >= maxMinutes) region.aheadByMinute.clear();
  region.aheadByMinute.set(minute, shown - instantMs);
  return shown;
}

function shownBy(formatter: Intl.DateTimeFormat, instantMs: number): number {
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
