import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamodbProgram } from './dynamodb-program.ts';
import { answers } from './engine-ports.ts';

// Both programs say so on stderr once the port is theirs. Without it, the answer to a probe may
// come from whoever had the port before.
const ANNOUNCEMENT = 'listening on';
// dynoxide takes some 10 ms, DynamoDB Local two seconds; a slow machine is given its time.
const READY_WITHIN_MS = 20_000;
const POLL_MS = 3;
// dynoxide ends at once, DynamoDB Local in a third of a second. Both survive a kill.
const END_WITHIN_MS = 1_000;
const WORDS_KEPT = 2_000;

/** One run of the DynamoDB engine's process. */
export interface DynamodbEngine {
  readonly pid: number | undefined;
  /** Fulfils at the first answer, with false when the process is gone before it. */
  readonly ready: Promise<boolean>;
  /** Fulfils when the process is gone, with how it ended and its last words. */
  readonly gone: Promise<string>;
  /** Kills without warning, as a crash would. */
  kill(): void;
  /** Ends it in order, by force if that takes too long. */
  end(): Promise<void>;
}

/** Starts the engine. Its death shows in `gone`; starting it again is the caller's decision. */
export function startDynamodb(program: DynamodbProgram, port: number): DynamodbEngine {
  const child = spawnBound(program);
  const words = wordsOf(child);
  const gone = endOf(child, words);
  return {
    pid: child.pid,
    ready: Promise.race([firstAnswer(child, words, port), gone.then(() => false)]),
    gone,
    kill: () => child.kill('SIGKILL'),
    end: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
      await gone;
      clearTimeout(force);
    },
  };
}

// Where the system has it, `setpriv` makes the kernel kill the engine with the process that started
// it, even when no code is left to do so.
function spawnBound({ command, args }: DynamodbProgram): ChildProcess {
  const bond = ['--pdeathsig', 'KILL'];
  const canBind = spawnSync('setpriv', [...bond, 'true']).status === 0;
  return spawn(canBind ? 'setpriv' : command, canBind ? [...bond, command, ...args] : args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function wordsOf(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-WORDS_KEPT);
  });
  return () => words;
}

function endOf(child: ChildProcess, words: () => string): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (cause) => resolve(`could not be started: ${cause.message}`));
    child.once('close', (code, signal) =>
      resolve(`ended with ${signal ?? `exit code ${code}`}. ${words()}`.trim()),
    );
  });
}

async function firstAnswer(
  child: ChildProcess,
  words: () => string,
  port: number,
): Promise<boolean> {
  const deadlineMs = Date.now() + READY_WITHIN_MS;
  while (child.exitCode === null && child.signalCode === null) {
    if (words().includes(ANNOUNCEMENT) && (await answers(port))) return true;
    if (Date.now() > deadlineMs) child.kill('SIGKILL');
    await wait(POLL_MS);
  }
  return false;
}
