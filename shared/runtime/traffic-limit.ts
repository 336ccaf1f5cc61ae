import type { MiddlewareObj } from '@middy/core';
import type { RateTerms } from '../domain/rate.ts';
import { TrafficExceeded } from '../domain/refusal.ts';
import { byDeadline } from './by-deadline.ts';
import type { DepsSource } from './deps.ts';
import { DeadlinePassed, exchangeOf, known } from './exchange.ts';

/** What clients may send. */
export interface Allowance {
  /** Takes one request out of a client's allowance, or says that there is none left. */
  take(client: RateTerms, nowMs: number): boolean | Promise<boolean>;
}

/**
 * A token bucket per verified client: `burst` at once, refilled at the client's rate. Each instance
 * has buckets of its own; what they let through together, `SharedRate` bounds.
 */
export class TrafficLimit implements Allowance {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  /** Takes one request out of a client's allowance, or says that there is none left. */
  take(client: RateTerms, nowMs: number): boolean {
    const { clientId, ratePerSecond, burst } = client;
    const bucket = this.#buckets.get(clientId) ?? { tokens: burst, filledAt: nowMs };
    const elapsedMs = Math.max(0, nowMs - bucket.filledAt);
    const tokens = Math.min(burst, bucket.tokens + (elapsedMs * ratePerSecond) / 1_000);
    const allowed = tokens >= 1;
    // Only verified clients get here, so there are no more buckets than partners.
    this.#buckets.set(clientId, { tokens: allowed ? tokens - 1 : tokens, filledAt: nowMs });
    return allowed;
  }

  /** Takes back one that was taken and then refused for another reason. */
  giveBack({ clientId, burst }: RateTerms): void {
    const bucket = this.#buckets.get(clientId);
    if (bucket !== undefined) bucket.tokens = Math.min(burst, bucket.tokens + 1);
  }
}

/** Charges the verified client's allowance, so that no forged request can spend it. */
export function chargeTraffic(live: DepsSource): MiddlewareObj {
  return {
    before: async function chargeTrafficBefore({ context }) {
      const { trafficLimit, now } = live();
      const exchange = known(exchangeOf(context), 'the exchange');
      const { client } = known(exchange.verified, 'the client');
      // Keys may have taken most of the time, and middy's own early timeout covers the handler alone.
      const leftMs = exchange.deadlineAt - now();
      const taken = Promise.resolve(trafficLimit.take(client, now()));
      exchange.isOverRate = !(await byDeadline(taken, leftMs, () => new DeadlinePassed()));
      if (exchange.isOverRate) throw new TrafficExceeded('over the rate of the client');
    },
  };
}
