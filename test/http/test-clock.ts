import { vi } from 'vitest';

/**
 * The clock that every provider goes by which is started after it is made. It runs until it is
 * stopped at an instant; restoring the mocks gives the real one back.
 */
export class TestClock {
  #stoppedAt: number | undefined;

  constructor() {
    const now = Date.now;
    vi.spyOn(Date, 'now').mockImplementation(() => this.#stoppedAt ?? now());
  }

  /** Stands still at an instant, epoch ms. @returns a `Request-Time` that is fresh then */
  stopAt(instantMs: number): { readonly time: string } {
    this.#stoppedAt = instantMs;
    return { time: new Date(instantMs).toISOString() };
  }

  /** Runs again, with the time of day. */
  run(): void {
    this.#stoppedAt = undefined;
  }
}
