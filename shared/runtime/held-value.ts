import { byDeadline } from './by-deadline.ts';

/** How long a loaded value is good, in milliseconds. */
export interface HoldTimes {
  /** Used without asking again for this long. */
  readonly freshMs: number;
  /** After a failed refresh the last good value serves until it is this old. */
  readonly maxStaleMs: number;
  /** Held and asked for out of turn, or after a failure, it loads again no more often than this. */
  readonly minReloadMs: number;
  /** A refresh is waited for no longer than this while the last good value still serves. */
  readonly maxWaitMs: number;
  /** A load that takes longer has failed: one that never ends must not block all that follow. */
  readonly maxLoadMs: number;
  /** With nothing held that serves, a load that failed is not repeated sooner than this. */
  readonly minRetryMs: number;
}

/**
 * Keys and client records: ten minutes, an hour, twice a minute. One request may have to refresh
 * three of them, all within the deadline of a query even when nothing answers.
 */
export const keyHoldTimes: HoldTimes = {
  freshMs: 600_000,
  maxStaleMs: 3_600_000,
  minReloadMs: 30_000,
  maxWaitMs: 500,
  maxLoadMs: 2_700,
  minRetryMs: 2_000,
};

const notLoaded = (): Error => new Error('not loaded in time');

/**
 * A value that is loaded on demand and held. One load is in flight at a time; a failed refresh
 * keeps the last good value for a while, and says so.
 */
export class HeldValue<Value> {
  readonly #load: () => Promise<Value>;
  readonly #now: () => number;
  readonly #onFailure: (error: unknown) => void;
  readonly #times: HoldTimes;
  #held: { readonly value: Value; readonly loadedAt: number } | undefined;
  #triedAt = Number.NEGATIVE_INFINITY;
  #inFlight: Promise<Value> | undefined;
  #failed: { readonly error: unknown; readonly at: number } | undefined;

  constructor(
    load: () => Promise<Value>,
    now: () => number,
    onFailure: (error: unknown) => void,
    times: HoldTimes = keyHoldTimes,
  ) {
    this.#load = load;
    this.#now = now;
    this.#onFailure = onFailure;
    this.#times = times;
  }

  /** The value, loaded if none is held or the held one is no longer fresh. */
  get(): Promise<Value> {
    const held = this.#held;
    if (held === undefined) return this.#refresh();
    const now = this.#now();
    if (
      now - held.loadedAt < this.#times.freshMs ||
      now - this.#triedAt < this.#times.minReloadMs
    ) {
      // A failed refresh is not repeated at once, but past the limit stale is stale.
      if (this.#serves(held.loadedAt, now)) return Promise.resolve(held.value);
    }
    return this.#refresh();
  }

  /** The value, loaded anew unless that was tried just now. */
  reload(): Promise<Value> {
    const triedLately = this.#now() - this.#triedAt < this.#times.minReloadMs;
    return triedLately && this.#inFlight === undefined ? this.get() : this.#refresh();
  }

  /**
   * The value, by a load that begins now: one that is in flight may have read what is no longer so.
   *
   * @throws when it cannot be loaded, whatever is held
   */
  async renew(): Promise<Value> {
    await this.#inFlight?.catch(() => undefined);
    const failed = this.#failed;
    if (failed !== undefined && this.#now() - failed.at < this.#times.minRetryMs) {
      throw failed.error;
    }
    await this.#begin().catch(() => undefined);
    if (this.#held === undefined || this.#failed !== undefined) throw this.#failed?.error;
    return this.#held.value;
  }

  /** Lets whoever asks next load at once, though a load has failed just now. */
  forgetFailure(): void {
    this.#failed = undefined;
  }

  #begin(): Promise<Value> {
    this.#inFlight ??= this.#loadOnce().finally(() => {
      this.#inFlight = undefined;
    });
    return this.#inFlight;
  }

  #refresh(): Promise<Value> {
    const now = this.#now();
    const held = this.#held;
    const serving = held !== undefined && this.#serves(held.loadedAt, now) ? held : undefined;
    const failed = this.#failed;
    if (serving === undefined && this.#inFlight === undefined && failed !== undefined) {
      if (now - failed.at < this.#times.minRetryMs) return Promise.reject(failed.error);
    }
    const loading = this.#begin();
    return serving === undefined ? loading : this.#orElse(serving.value, loading);
  }

  /** What is being loaded, or the value at hand when that takes long; the load goes on. */
  async #orElse(value: Value, loading: Promise<Value>): Promise<Value> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<Value>((resolve) => {
      timer = setTimeout(() => resolve(value), this.#times.maxWaitMs);
    });
    try {
      return await Promise.race([loading, tooLong]);
    } finally {
      clearTimeout(timer);
    }
  }

  #serves(loadedAt: number, now: number): boolean {
    return now - loadedAt < this.#times.maxStaleMs;
  }

  async #loadOnce(): Promise<Value> {
    const startedAt = this.#now();
    this.#triedAt = startedAt;
    try {
      const value = await byDeadline(this.#load(), this.#times.maxLoadMs, notLoaded);
      this.#held = { value, loadedAt: startedAt };
      this.#failed = undefined;
      return value;
    } catch (error) {
      this.#failed = { error, at: this.#now() };
      this.#report(error);
      const held = this.#held;
      // As of now: an instance can be frozen for hours between the load's begin and its end.
      if (held !== undefined && this.#serves(held.loadedAt, this.#now())) return held.value;
      throw error;
    }
  }

  #report(error: unknown): void {
    try {
      this.#onFailure(error);
    } catch {
      // A good value is not lost to a log that cannot be written.
    }
  }
}
