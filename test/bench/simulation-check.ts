import { quantile } from './rounds.ts';

/** Grants that expire, and the check that notes it. */
export interface Expiry {
  readonly liveGrants: number;
  readonly termDays: number;
  /** In how many time zones their customers live; in each, grants expire at midnight. */
  readonly zones: number;
  /** One grant: a read, two transactions, a notice. */
  readonly grantSeconds: number;
  /** What a run gives to expiry before it goes on to the books. */
  readonly runSeconds: number;
  readonly days: number;
  readonly random: () => number;
}

/**
 * Plays the check of each minute over days of expiries. Reads go by the clock meanwhile, so what
 * is late is the notice and the headroom that it returns, never an answer.
 */
export function simulateExpiry(expiry: Expiry) {
  const { liveGrants, termDays, zones, grantSeconds, runSeconds, days, random } = expiry;
  const perMidnight = liveGrants / termDays / zones;
  const dues: number[] = [];
  for (let day = 0; day < days; day++) {
    for (let zone = 0; zone < zones; zone++) {
      const midnight = day * 86_400 + Math.floor((zone * 86_400) / zones);
      const due = Math.floor(perMidnight * (0.5 + random()));
      for (let n = 0; n < due; n++) dues.push(midnight);
    }
  }
  const waits: number[] = [];
  let next = 0;
  for (let minute = 0; next < dues.length; minute++) {
    const began = minute * 60;
    // A run that takes longer than a minute and the next one share what is left between them.
    let now = began;
    while (next < dues.length && (dues[next] ?? 0) <= now && now - began < runSeconds) {
      now += grantSeconds;
      waits.push(now - (dues[next] ?? 0));
      next += 1;
    }
  }
  return {
    expired: dues.length,
    p50: quantile(waits, 0.5),
    p99: quantile(waits, 0.99),
    last: quantile(waits, 1),
    busyShare: (dues.length * grantSeconds) / (days * 86_400),
  };
}
