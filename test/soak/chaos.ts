import { setTimeout as wait } from 'node:timers/promises';
import { type DecisionMode, decisionModePath } from '../../infra/local/decision-mode.ts';
import type { Dice } from './dice.ts';
import type { SoakedServer } from './soaked-server.ts';
import type { Tally } from './tally.ts';

/** What is done to the server, and how often; by seconds between one thing and the next. */
const harms = { dynamodb: 9, engines: 5, freeze: 4 } as const;
const harmsWithServer = { ...harms, server: 5 } as const;
// What crashes five times within ten seconds is not started again: with three seconds between, four
// fit. The engines' process counts apart from the DynamoDB engine, so this leaves room.
const betweenHarmsMs = [3_000, 9_000] as const;
const frozenMs = [500, 4_000] as const;

const modes: Readonly<Record<DecisionMode, number>> = {
  approve: 9,
  flapping: 3,
  down: 3,
  pending: 2,
  slow: 2,
  wrong: 2,
  reject: 1,
};
const modeMs = [2_000, 8_000] as const;

/**
 * Kills and freezes what the server stands on, until told to stop. The server itself is only killed
 * from `serverFromMs` on, so that one life of it is long enough to see what its memory does.
 */
export async function harm(
  server: SoakedServer,
  dice: Dice,
  tally: Tally,
  serverFromMs: number,
  stopping: AbortSignal,
): Promise<void> {
  // Each comes once at least, however short the run is, and the server as soon as it may.
  const toCome: (keyof typeof harms)[] = ['engines', 'dynamodb', 'freeze'];
  let serverKilled = false;
  for (;;) {
    await pause(dice.between(...betweenHarmsMs), stopping);
    if (stopping.aborted) return;
    const isDue = Date.now() >= serverFromMs;
    const what: keyof typeof harmsWithServer =
      isDue && !serverKilled
        ? 'server'
        : (toCome.shift() ?? dice.byWeight(isDue ? harmsWithServer : { ...harms, server: 0 }));
    const { dynamodbPid, enginesPid } = server.engines();
    const pid = what === 'engines' ? enginesPid : dynamodbPid;
    if (what === 'server') {
      serverKilled = true;
      await server.kill();
      await server.start();
    } else if (pid === undefined || !signalled(pid, what === 'freeze' ? 'SIGSTOP' : 'SIGKILL')) {
      continue;
    } else if (what === 'freeze') {
      await wait(dice.between(...frozenMs));
      signalled(pid, 'SIGCONT');
    }
    tally.count(`harm ${what}`);
  }
}

/** Has the decision service behave as it likes until told to stop, then approve. */
export async function vex(server: SoakedServer, dice: Dice, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await tellDecisions(server, dice.byWeight(modes));
    await pause(dice.between(...modeMs), stopping);
  }
}

/** Tells the decision service how to behave. @returns whether it heard */
export async function tellDecisions(server: SoakedServer, mode: DecisionMode): Promise<boolean> {
  const url = server.environment()?.['QUOTALINE_DECISION_URL'];
  if (!url) return false;
  return fetch(new URL(decisionModePath, url), { method: 'PUT', body: mode }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function signalled(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It ended by itself in this moment, or with the process that was killed before.
    return false;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
