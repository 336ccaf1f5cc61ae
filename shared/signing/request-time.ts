const isoShape =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):?(\d{2}))$/;
const epochMsShape = /^\d{13}$/;
const minuteMs = 60_000;

/**
 * The instant that a `Request-Time` names, in epoch milliseconds, or undefined when it is none of
 * the five shapes that clients send: an offset with or without colon, `Z`, a fraction of 1 to 9
 * digits (cut to milliseconds), 13 digits of epoch milliseconds. The calendar and the clock are
 * checked: 30 February, hour 24, second 60 and offset +24:00 name no instant.
 *
 * @see the wire contract, section 2
 */
export function parseRequestTime(text: string): number | undefined {
  if (epochMsShape.test(text)) return Number(text);
  const match = isoShape.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const offset = offsetMinutes(match[8], match[9], match[10]);
  if (offset === undefined) return undefined;
  const ms = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(year ?? 0, (month ?? 0) - 1, day ?? 0);
  date.setUTCHours(hour ?? 0, minute ?? 0, second ?? 0, ms);
  // Date rolls 30 February over to March, and so on; a part that comes back changed was none.
  const isWhole =
    date.getUTCDate() === day &&
    date.getUTCMonth() + 1 === month &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!isWhole) return undefined;
  return date.getTime() - offset * minuteMs;
}

/** Writes an instant as answers carry it: `YYYY-MM-DDThh:mm:ss+00:00`. */
export function formatResponseTime(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}+00:00`;
}

function offsetMinutes(sign?: string, hours?: string, minutes?: string): number | undefined {
  if (sign === undefined) return 0;
  const [h, m] = [Number(hours), Number(minutes)];
  if (h > 23 || m > 59) return undefined;
  return (sign === '-' ? -1 : 1) * (h * 60 + m);
}
