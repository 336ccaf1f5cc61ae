import type { MiddlewareObj } from '@middy/core';
import { TrafficExceeded } from '../domain/refusal.ts';
import type { Client } from './client-record.ts';
import type { DepsSource } from './deps.ts';
import { exchangeOf, known } from './exchange.ts';

/**
 * A token bucket per verified client: `burst` at once, refilled at the client's rate. Each instance
 * has buckets of its own, so that a client's rate over all instances is only bounded by their number.
 */
export class TrafficLimit {
  readonly #buckets = new Map<string, { tokens: number; filledAt: number }>();

  /** Takes one request out of a client's allowance, or says that there is none left. */
  take(client: Pick<Client, 'clientId' | 'ratePerSecond' | 'burst'>, nowMs: number): boolean {
    const { clientId, ratePerSecond, burst } = client;
    const bucket = this.#buckets.get(clientId) ?? { tokens: burst, filledAt: nowMs };
    const elapsedMs = Math.max(0, nowMs - bucket.filledAt);
    const tokens = Math.min(burst, bucket.tokens + (elapsedMs * ratePerSecond) / 1_000);
    const allowed = tokens >= 1;
    // Only verified clients get here, so there are no more buckets than partners.
    this.#buckets.set(clientId, { tokens: allowed ? tokens - 1 : tokens, filledAt: nowMs });
    return allowed;
  }
}

/** Charges the verified client's allowance, so that no forged request can spend it. */
export function chargeTraffic(live: DepsSource): MiddlewareObj {
  return {
    before: function chargeTrafficBefore({ context }) {
      const { trafficLimit, now } = live();
      const exchange = known(exchangeOf(context), 'the exchange');
      const { client } = known(exchange.verified, 'the client');
      exchange.isOverRate = !trafficLimit.take(client, now());
      if (exchange.isOverRate) throw new TrafficExceeded('over the rate of the client');
    },
  };
}
