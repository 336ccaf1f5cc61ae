import { vi } from 'vitest';
import { DynamoRateStore } from '../../shared/store/rate-store.ts';
import { MemoryRateStore } from '../memory-rate-store.ts';

/**
 * The clock that every provider goes by which is started after it is made. It runs until it is
 * stopped at an instant; restoring the mocks gives the real one back.
 *
 * A client's rate is shared by the clock: what was handed out at an instant that is to come again
 * is forgotten.
 */
export class TestClock {
  #stoppedAt: number | undefined;
  readonly #rates = new MemoryRateStore();

  constructor() {
    const now = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => this.#stoppedAt ?? now());
    vi.spyOn(DynamoRateStore.prototype, 'lease').mockImplementation((terms, wanted, nowMs) =>
      this.#rates.lease(terms, wanted, nowMs),
    );
  }

  /** Stands still at an instant, epoch ms. @returns a `Request-Time` that is fresh then */
  stopAt(instantMs: number): { readonly time: string } {
    this.#move(() => {
      this.#stoppedAt = instantMs;
    });
    return { time: new Date(instantMs).toISOString() };
  }

  /** Runs again, with the time of day. */
  run(): void {
    this.#move(() => {
      this.#stoppedAt = undefined;
    });
  }

  #move(move: () => void): void {
    const before = Date.now();
    move();
    if (Date.now() < before) this.#rates.handedOutUntilUs.clear();
  }
}
