import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

const fullMinutes = 30;
const ciMinutes = 1.5;
// A message in the hands of a worker that was killed comes again within minutes, as does one that
// was lost; backoff adds a minute and a half. Twice that and more for a busy machine.
const decidedWithinMs = 12 * 60_000;
const ciDecidedWithinMs = 30_000;

/** What `--help` says. */
export const usage = `npm run soak [-- options]
  --minutes N   how long the load goes on; ${fullMinutes} unless given
  --ci          ${ciMinutes} minutes, and what is still deferred half a minute later may wait
  --seed N      makes the same choices again; timing, and so their order, is the machine's`;

/** How long a soak runs, and what its choices come from. */
export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** How long it may take until everything is decided; what is not is wrong, unless it may wait. */
  readonly decidedWithinMs: number;
  readonly mayWait: boolean;
}

/** Reads the command line. @returns undefined when it cannot be followed, or asks for help */
export function readSoakOptions(args: readonly string[]): SoakOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string' },
      seed: { type: 'string' },
      ci: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes ?? (values.ci ? ciMinutes : fullMinutes));
  const seed = Number(values.seed ?? randomInt(1, 2 ** 31 - 1));
  if (values.help || !(minutes > 0) || !Number.isSafeInteger(seed)) return undefined;
  return values.ci
    ? { minutes, seed, decidedWithinMs: ciDecidedWithinMs, mayWait: true }
    : { minutes, seed, decidedWithinMs, mayWait: false };
}
