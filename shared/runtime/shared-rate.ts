import type { RateTerms } from '../domain/rate.ts';
import type { RateStore } from '../store/rate-store.ts';
import { byDeadline } from './by-deadline.ts';
import { RateLease } from './rate-lease.ts';
import { type Allowance, TrafficLimit } from './traffic-limit.ts';

/** A lease is waited for no longer than this; a query has 2.8 s in all. */
const maxWaitMs = 500;
/** After a failure this instance goes by its own count for so long before it asks again. */
const aloneMs = 5_000;

const tooLate = (): Error => new Error('no lease in time');

/**
 * The rate of a client over all instances. An instance asks the shared allowance for a lease of a
 * few requests and hands those out by itself, so that most requests ask nobody.
 *
 * With L, the life of a lease, 5 s, and S, how far the instances' clocks are apart:
 * - in any time W at most burst + rate × (W + L + S) requests get through on a lease, on however
 *   many instances: whatever gets through was leased no more than L before;
 * - an instance that has let nothing of a client through for L lets one through without asking, so
 *   that sparse traffic costs no calls: that is one more in L for each instance, its first L apart;
 * - what is leased and not used is lost to the client until it is refilled. An instance asks for no
 *   more than it can be expected to use, and for one request at first: at four fifths of its rate,
 *   at random over 1 to 128 instances, nothing of a client is refused; one instance alone reaches
 *   the whole burst and the whole rate;
 * - a lease is for up to a fifth of the burst: at speed, one call in so many requests;
 * - a lease that is lost, with its instance say, comes back at the client's rate like any other;
 * - while no lease can be had, each instance holds every client to its rate by itself, and says so.
 *   A table that throttles is no exception: it does not tell whether this client has too many ask
 *   for it or the table as a whole is busy, and who keeps to its rate must not pay for the latter.
 */
export class SharedRate implements Allowance {
  readonly #store: RateStore;
  readonly #now: () => number;
  readonly #onFailure: (error: unknown) => void;
  /** What this instance alone has let through: never more than the client may send in all. */
  readonly #own = new TrafficLimit();
  readonly #leases = new Map<string, RateLease>();
  readonly #asking = new Map<string, Promise<void>>();
  #failedAt = Number.NEGATIVE_INFINITY;

  constructor(store: RateStore, now: () => number, onFailure: (error: unknown) => void) {
    this.#store = store;
    this.#now = now;
    this.#onFailure = onFailure;
  }

  /** Takes one request out of a client's allowance, or says that there is none left. */
  async take(client: RateTerms, nowMs: number): Promise<boolean> {
    if (!this.#own.take(client, nowMs)) return false;
    const lease = this.#leaseOf(client);
    for (let now = nowMs; ; now = this.#now()) {
      if (lease.take(now) || lease.takeUnasked(now)) return true;
      if (this.#isAlone(now)) return true;
      if (lease.isRefused(now)) {
        this.#own.giveBack(client);
        return false;
      }
      await this.#askOnce(client, lease);
    }
  }

  #leaseOf({ clientId }: RateTerms): RateLease {
    const held = this.#leases.get(clientId) ?? new RateLease();
    // Only verified clients get here, so there are no more of them than partners.
    this.#leases.set(clientId, held);
    return held;
  }

  #isAlone(now: number): boolean {
    return now >= this.#failedAt && now < this.#failedAt + aloneMs;
  }

  /** One call at a time for a client: requests that arrive meanwhile wait for the same. */
  #askOnce(client: RateTerms, lease: RateLease): Promise<void> {
    const { clientId } = client;
    const asking =
      this.#asking.get(clientId) ??
      this.#ask(client, lease).finally(() => this.#asking.delete(clientId));
    this.#asking.set(clientId, asking);
    return asking;
  }

  async #ask(client: RateTerms, lease: RateLease): Promise<void> {
    const askedAt = this.#now();
    const wanted = lease.wanted(client.burst, askedAt);
    const abort = new AbortController();
    try {
      const asked = this.#store.lease(client, wanted, askedAt, abort.signal);
      lease.begin(await byDeadline(asked, maxWaitMs, tooLate), wanted, client, askedAt);
    } catch (error) {
      this.#failedAt = this.#now();
      this.#onFailure(error);
    } finally {
      abort.abort();
    }
  }
}
