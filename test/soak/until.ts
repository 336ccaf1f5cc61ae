import { setTimeout as wait } from 'node:timers/promises';
import type { Tally } from './tally.ts';

const pollMs = 2_000;
// So many that never came to pass say enough: whatever else is missing is asked for once.
const patientFor = 5;

/** How long is waited for one answer once the provider is to be well again. */
export const answeredWithinMs = 60_000;

/** Tries again and again until it is done; that it never is, is noted as wrong. */
export async function until(
  what: string,
  withinMs: number,
  tally: Tally,
  attempt: () => Promise<'done' | 'again'>,
): Promise<void> {
  await untilTold(what, withinMs, tally, async () =>
    (await attempt()) === 'done' ? 'done' : undefined,
  );
}

/** The same, and what was told at last. */
export async function untilTold<Value>(
  what: string,
  withinMs: number,
  tally: Tally,
  attempt: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  const patienceMs = tally.wrongs('unsettled') < patientFor ? withinMs : 0;
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const told = await attempt();
    if (told !== undefined) return told;
    if (Date.now() >= deadline) {
      tally.wrong('unsettled', `${what}: not within ${patienceMs / 1_000} s`);
      return undefined;
    }
    await wait(pollMs);
  }
}
