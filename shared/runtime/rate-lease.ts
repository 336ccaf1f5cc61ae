import { type RateTerms, thereAtMs } from '../domain/rate.ts';
import type { RateGrant } from '../store/rate-store.ts';

/**
 * How long a lease is good, from before it was asked for: all that instances together can have put
 * by is what the client's rate gives in so long.
 */
export const leaseMs = 5_000;
/** A lease is for no more than this part of the burst: one instance must not keep it from others. */
const leasesPerBurst = 5;
const maxPauseMs = 1_000;

/** A client's allowance as one instance holds it: some requests for some time, or none for a while. */
export class RateLease {
  #left = 0;
  #used = 0;
  #from = Number.NEGATIVE_INFINITY;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  #passedAt = Number.POSITIVE_INFINITY;

  /** Takes one request out of the lease, if it is good and there is one left. */
  take(now: number): boolean {
    if (this.#left < 1 || !this.#isWithin(leaseMs, now)) return false;
    this.#left -= 1;
    this.#pass(now);
    return true;
  }

  /**
   * Lets one request pass without a lease, that is the first for as long as one lives. Not the very
   * first: instances that a burst has just begun would let it all through.
   */
  takeUnasked(now: number): boolean {
    const isFirst = now >= this.#passedAt + leaseMs && now >= this.#from + leaseMs;
    if (isFirst) this.#pass(now);
    return isFirst;
  }

  /** Whether there was less to lease than asked for, a moment ago: then it is not asked again. */
  isRefused(now: number): boolean {
    return this.#left < 1 && now >= this.#from && now < this.#pausedUntil;
  }

  /**
   * How much to ask for: what the last lease was used at would use in the life of this one, so that
   * little is put by in vain; but no more than twice as much, however fast it went.
   */
  wanted(burst: number, now: number): number {
    const sinceMs = Math.max(1, now - this.#from);
    const expected = Math.floor(Math.min(2 * this.#used, (this.#used * leaseMs) / sinceMs));
    const most = Math.max(1, Math.floor(burst / leasesPerBurst));
    return Math.min(most, Math.max(1, expected));
  }

  /**
   * Begins a lease of what was given, counted from when it was asked for. If that is less than was
   * wanted, there is no use in asking before more is there: what comes back in a fifth of a second,
   * or one request at least; twice as much each time that others were quicker.
   */
  begin(given: RateGrant, wanted: number, terms: RateTerms, askedAt: number): void {
    const { count, handedOutUntilUs } = given;
    this.#from = askedAt;
    this.#left = count;
    // What was used before tells how much to ask for once there is something again.
    if (count > 0) this.#used = 0;
    this.#refusals = count > 0 ? 0 : this.#refusals + 1;
    const worth = (terms.ratePerSecond / 5) * 2 ** Math.max(0, this.#refusals - 1);
    const wait = Math.max(1, Math.min(terms.burst, Math.floor(worth)));
    const thereAt = Math.ceil(thereAtMs(handedOutUntilUs, wait, terms));
    this.#pausedUntil = count < wanted ? Math.min(thereAt, askedAt + maxPauseMs) : askedAt;
  }

  #pass(now: number): void {
    this.#used += 1;
    this.#passedAt = now;
  }

  #isWithin(spanMs: number, now: number): boolean {
    // A clock that went backwards must not lengthen anything.
    return now >= this.#from && now < this.#from + spanMs;
  }
}
