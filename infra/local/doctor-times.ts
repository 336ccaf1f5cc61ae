import type { Variant } from './doctor-finding.ts';

const verbatim = 'Make the text of the time once; sign that text and send it as Request-Time.';
const hourMs = 3_600_000;
/** How far apart two readings of the clock may be to be found. */
const apartSeconds = 5;
const apartMs = 1_500;

/** An instant in every shape that clients write, right or wrong. */
const shapes: readonly (readonly [id: string, says: string, write: (ms: number) => string])[] = [
  ['time-z', 'in Z', (ms) => `${seconds(ms)}Z`],
  ['time-z-ms', 'in Z with milliseconds', (ms) => iso(ms)],
  ['time-offset-zero', 'with +00:00', (ms) => `${seconds(ms)}+00:00`],
  ['time-offset-plain', 'with +0000', (ms) => `${seconds(ms)}+0000`],
  ['time-offset-ms', 'with milliseconds and +00:00', (ms) => `${iso(ms).slice(0, -1)}+00:00`],
  ['time-offset-ms-plain', 'with milliseconds and +0000', (ms) => `${iso(ms).slice(0, -1)}+0000`],
  ['time-east-8', 'with +08:00', (ms) => `${seconds(ms + 8 * hourMs)}+08:00`],
  ['time-east-8-plain', 'with +0800', (ms) => `${seconds(ms + 8 * hourMs)}+0800`],
  ['time-epoch-ms', 'in epoch milliseconds', (ms) => `${ms}`],
  ['time-epoch-seconds', 'in epoch seconds', (ms) => `${Math.floor(ms / 1_000)}`],
  ['time-no-offset', 'without an offset', (ms) => seconds(ms)],
  ['time-blank', 'with a blank for the T', (ms) => seconds(ms).replace('T', ' ')],
  ['time-date', 'as HTTP dates are', (ms) => new Date(ms).toUTCString()],
];

/** What people sign in the place of the `Request-Time` that they send. */
export function timeVariants(time: string, date: string | undefined): readonly Variant<string>[] {
  const ms = instantOf(time);
  const signed = (id: string, how: string, part: string): Variant<string> => {
    const says = `The time that was signed is not the text of Request-Time: ${how} (${part}).`;
    return { id, says, change: verbatim, part };
  };
  const found = [
    signed('time-lower-case', 'it was signed in lower case', time.toLowerCase()),
    signed('time-without-fraction', 'its fraction was not signed', time.replace(/\.\d+/, '')),
    signed('time-colon', 'its offset was signed without colon', time.replace(/:(\d\d)$/, '$1')),
    signed(
      'time-colon',
      'its offset was signed with a colon',
      time.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'),
    ),
    signed('time-empty', 'none was signed', ''),
    ...(date === undefined ? [] : [signed('time-date-header', 'the Date header was', date)]),
    ...(ms === undefined
      ? []
      : shapes.map(([id, how, write]) =>
          signed(id, `the same instant was signed ${how}`, write(ms)),
        )),
  ];
  return found.filter(({ part }) => part !== time);
}

/** The same shape some moments off: for the clock was read once for each. */
export function timesNearby(time: string): readonly Variant<string>[] {
  const ms = instantOf(time);
  const write = ms === undefined ? undefined : shapeOf(time, ms);
  if (ms === undefined || write === undefined) return [];
  const fine = /\.\d{3}|^\d{13}$/.test(time);
  const [most, step] = fine ? [apartMs, 1] : [apartSeconds, 1_000];
  const offsets = Array.from({ length: most }, (_, index) => (index + 1) * step);
  return offsets
    .flatMap((offset) => [-offset, offset])
    .map((offset): Variant<string> => {
      const part = write(ms + offset);
      const [far, when] = [Math.abs(offset), offset < 0 ? 'earlier' : 'later'];
      const says = `The time that was signed is ${far} ms ${when} than the one that came (${part}): the clock was read twice.`;
      return { id: 'time-read-twice', says, change: verbatim, part };
    });
}

/** The instant that a text names, also where no server would take it. */
export function instantOf(time: string): number | undefined {
  if (/^\d{13}$/.test(time)) return Number(time);
  if (/^\d{10}$/.test(time)) return Number(time) * 1_000;
  const offset = /[Zz]$|[+-]\d\d:?\d\d$/.test(time) ? time : `${time}Z`;
  const text = offset.replace(/([+-]\d\d)(\d\d)$/, '$1:$2').replace(/^([\d-]+) /, '$1T');
  const ms = Date.parse(text.replace(/(\.\d{3})\d+/, '$1').toUpperCase());
  return Number.isNaN(ms) ? undefined : ms;
}

/** Writes other instants as the text writes its own; undefined for a shape that cannot be told. */
function shapeOf(time: string, ms: number): ((ms: number) => string) | undefined {
  const [, fraction = '', zone = ''] = /(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/.exec(time) ?? [];
  const [sign = 1, hours = 0, minutes = 0] =
    zone.startsWith('-') || zone.startsWith('+')
      ? [zone.startsWith('-') ? -1 : 1, Number(zone.slice(1, 3)), Number(zone.slice(-2))]
      : [];
  const eastMs = sign * (hours * 60 + minutes) * 60_000;
  const write = (at: number): string =>
    /^\d{13}$/.test(time)
      ? `${at}`
      : iso(at + eastMs).slice(0, fraction === '' ? 19 : 19 + fraction.length) + zone;
  return write(ms) === time ? write : undefined;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function seconds(ms: number): string {
  return iso(ms).slice(0, 19);
}
