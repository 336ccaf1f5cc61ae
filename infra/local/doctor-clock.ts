import { maxAheadMs } from '../../shared/runtime/verify-request.ts';
import type { Finding } from './doctor-finding.ts';

/** How a request's time stands to the clock of whoever received it. */
export interface ClockReading {
  /** Above zero: the client is ahead of the server. */
  readonly aheadSeconds: number;
  /** `12 s behind the server's clock`. */
  readonly says: string;
  /** That it is too much. */
  readonly fault?: Finding;
}

const quarterHourMs = 900_000;

/** Reads the skew between the two clocks; undefined when nobody has noted when the request came. */
export function readClock(
  timeMs: number | undefined,
  receivedAtMs: number | undefined,
  freshnessMs: number,
): ClockReading | undefined {
  if (timeMs === undefined || receivedAtMs === undefined) return undefined;
  const aheadMs = timeMs - receivedAtMs;
  const aheadSeconds = Math.round(aheadMs / 1_000);
  const direction = aheadMs < 0 ? 'behind' : 'ahead of';
  const says = `${Math.abs(aheadSeconds).toLocaleString('en')} s ${direction} the server's clock`;
  if (aheadMs <= maxAheadMs && aheadMs >= -freshnessMs) return { aheadSeconds, says };
  const allowed = `${freshnessMs / 1_000} s behind to ${maxAheadMs / 1_000} s ahead`;
  return {
    aheadSeconds,
    says,
    fault: {
      id: aheadMs < 0 ? 'clock-behind' : 'clock-ahead',
      says: `Request-Time was ${says} when it came; allowed is ${allowed}.`,
      change: zoneHint(aheadMs) ?? directionHint(aheadMs),
    },
  };
}

/** A skew of whole quarters of an hour is no slow clock: it is local time under a wrong offset. */
function zoneHint(aheadMs: number): string | undefined {
  const quarters = Math.round(aheadMs / quarterHourMs);
  const restMs = Math.abs(aheadMs - quarters * quarterHourMs);
  if (quarters === 0 || Math.abs(quarters) > 14 * 4 || quarters % 2 !== 0 || restMs > 60_000)
    return undefined;
  const hours = Math.abs(quarters) / 4;
  return `It is off by ${hours} h nearly to the minute: local time with the wrong offset. Write the instant in UTC with Z, or local time with its own offset.`;
}

function directionHint(aheadMs: number): string {
  if (aheadMs > 0) return "Set the client's clock (NTP): it is fast.";
  return "Sign each request just before it is sent, each repetition anew; if it was, set the client's clock (NTP): it is slow.";
}
