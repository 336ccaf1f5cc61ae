const MAX_CRASHES = 5;
const WINDOW_MS = 10_000;
const FIRST_DELAY_MS = 25;
const MAX_DELAY_MS = 1_000;

/** What is said of something that was restarted as often as it may be. */
export const restartLimitText = `crashed ${MAX_CRASHES} times in ${WINDOW_MS / 1_000} s`;

/** Decides when something that crashed starts again: soon, then less soon, then never. */
export class RestartLimit {
  #crashesAtMs: readonly number[] = [];

  /** Counts a crash. Gives the wait before the restart, or `undefined` at the fifth in ten seconds. */
  delayMs(nowMs: number): number | undefined {
    const recent = this.#crashesAtMs.filter((atMs) => atMs > nowMs - WINDOW_MS);
    this.#crashesAtMs = [...recent, nowMs];
    if (this.#crashesAtMs.length >= MAX_CRASHES) return undefined;
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** recent.length);
  }
}
