import type { CallCounts } from './sandbox-occasion.ts';

const maxValues = 10_000;

/** Counts in memory; of very many values, those that came first are forgotten. */
export class MemoryCallCounts implements CallCounts {
  readonly #counts = new Map<string, number>();

  count(clientId: string, api: string, value: string): number {
    const key = `${clientId} ${api} ${value}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > maxValues && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }

  /** Forgets what a client has sent. */
  forget(clientId: string): void {
    for (const key of this.#counts.keys()) {
      if (key.startsWith(`${clientId} `)) this.#counts.delete(key);
    }
  }
}
