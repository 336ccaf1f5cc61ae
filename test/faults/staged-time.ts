import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import { vi } from 'vitest';

const real = { setTimeout: timers.setTimeout, clearTimeout: timers.clearTimeout };

/** Nothing that is waited for takes longer than this, or it is waited for in vain. */
const endMs = 60_000;
const stepMs = 10;

/**
 * Has time go by only when it is told to, from an instant on: for the clock, for the timers of the
 * SDK and ours, and for middy's, which takes its own from `node:timers`.
 */
export function stageTime(startMs: number): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: startMs });
  Object.assign(timers, { setTimeout, clearTimeout });
  syncBuiltinESMExports();
}

/** Has time go by itself again. */
export function unstageTime(): void {
  vi.useRealTimers();
  Object.assign(timers, real);
  syncBuiltinESMExports();
}

/** What comes of it, and after how much of the staged time. */
export async function timed<Value>(
  waited: Promise<Value>,
): Promise<{ readonly value: Value; readonly tookMs: number }> {
  const startedAt = Date.now();
  let endedAt: number | undefined;
  const noted = waited.finally(() => {
    endedAt = Date.now();
  });
  while (endedAt === undefined && Date.now() - startedAt < endMs) {
    await vi.advanceTimersByTimeAsync(stepMs);
  }
  if (endedAt === undefined) throw new Error('it never ended');
  return { value: await noted, tookMs: endedAt - startedAt };
}
