/** How much a client may send: so many requests at once, and a rate at which they come back. */
export interface RateTerms {
  readonly clientId: string;
  readonly ratePerSecond: number;
  readonly burst: number;
}

/**
 * A token bucket as one number: the instant up to which the rate has been handed out already, in
 * whole microseconds. It is as far ahead of the clock as the bucket is empty, so that it refills
 * without being touched.
 */
export type HandedOutUntilUs = number;

/** What taking some of an allowance comes to. */
export type RateStep =
  /** The bucket is full: it begins anew at this instant. */
  | { readonly step: 'restart'; readonly count: number; readonly untilUs: HandedOutUntilUs }
  /** Time is added, as long as what then stands is no later than `latestUs`. */
  | {
      readonly step: 'extend';
      readonly count: number;
      readonly byUs: number;
      readonly latestUs: HandedOutUntilUs;
    }
  | { readonly step: 'empty' };

/** No instance hands out further ahead of its clock: the clocks are this far apart, or more. */
export class ClocksDisagree extends Error {
  constructor() {
    super("an allowance is handed out beyond its burst: an instance's clock is wrong");
    this.name = 'ClocksDisagree';
  }
}

/** How far clocks may be apart; less is only rounding for the burst. */
const toleranceUs = 5_000_000;

/** How long so many requests last at the rate; rounded up, so that no rounding adds to the rate. */
export function lastingUs(count: number, { ratePerSecond }: RateTerms): number {
  return Math.ceil((count * 1_000_000) / ratePerSecond);
}

/** When, in epoch milliseconds, so many requests will be there, if nobody takes any until then. */
export function thereAtMs(heldUs: HandedOutUntilUs, count: number, terms: RateTerms): number {
  return (heldUs + lastingUs(count, terms) - lastingUs(terms.burst, terms)) / 1_000;
}

/**
 * Finds how to take up to so many requests of an allowance.
 *
 * @param heldUs what stands, or undefined when nothing was ever taken
 * @throws {ClocksDisagree} when that is further ahead than any right clock can have put it
 */
export function rateStep(
  heldUs: HandedOutUntilUs | undefined,
  wanted: number,
  terms: RateTerms,
  nowUs: number,
): RateStep {
  const atMost = Math.min(wanted, terms.burst);
  if (heldUs === undefined || heldUs < nowUs) {
    return { step: 'restart', count: atMost, untilUs: nowUs + lastingUs(atMost, terms) };
  }
  const fullUs = nowUs + lastingUs(terms.burst, terms);
  if (heldUs > fullUs + toleranceUs) throw new ClocksDisagree();
  let count = Math.min(atMost, Math.ceil(((fullUs - heldUs) * terms.ratePerSecond) / 1_000_000));
  while (count > 0 && heldUs + lastingUs(count, terms) > fullUs) count -= 1;
  if (count < 1) return { step: 'empty' };
  const byUs = lastingUs(count, terms);
  return { step: 'extend', count, byUs, latestUs: fullUs - byUs };
}
