import { setTimeout as wait } from 'node:timers/promises';

/** Something that goes on in the background until told to stop. */
export interface Running {
  /** Fulfils when it has ended, or is no longer waited for. Never rejects. */
  stop(): Promise<void>;
}

/** Waits until something has ended one way or the other, but not for ever. */
export async function settledWithin(ending: Promise<unknown>, waitMs: number): Promise<void> {
  const ended = new AbortController();
  const settled = ending.then(
    () => ended.abort(),
    () => ended.abort(),
  );
  const tooLong = wait(waitMs, undefined, { signal: ended.signal }).catch(() => undefined);
  await Promise.race([settled, tooLong]);
}
