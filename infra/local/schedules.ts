import { setTimeout as wait } from 'node:timers/promises';
import { type Running, settledWithin } from './running.ts';
import type { Say } from './say.ts';

/** Something to be done at a steady rate. */
export interface Schedule {
  readonly name: string;
  /** From the start to the first time. */
  readonly firstMs: number;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

// What a run in hand is given to end.
const STOP_WITHIN_MS = 3_000;

/**
 * Runs what is due, one thing at a time, until told to stop. A time that passes while something
 * runs is made up for once, however often it was missed. What goes wrong is said, and the next
 * time comes all the same.
 */
export function startSchedules(schedules: readonly Schedule[], say: Say): Running {
  const stopping = new AbortController();
  const running = follow(schedules, stopping.signal, say);
  return {
    async stop() {
      stopping.abort();
      await settledWithin(running, STOP_WITHIN_MS);
    },
  };
}

async function follow(
  schedules: readonly Schedule[],
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  const startedAt = performance.now();
  const plans = schedules.map((schedule) => ({ schedule, dueAt: startedAt + schedule.firstMs }));
  for (;;) {
    const [plan] = plans.sort((a, b) => a.dueAt - b.dueAt);
    if (plan === undefined) return;
    const waitMs = Math.max(0, plan.dueAt - performance.now());
    await wait(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { name, everyMs, run } = plan.schedule;
    await run().catch((error: unknown) => say(`${name} failed`, error));
    const missed = Math.floor(Math.max(0, performance.now() - plan.dueAt) / everyMs);
    plan.dueAt += everyMs * Math.max(1, missed);
  }
}
