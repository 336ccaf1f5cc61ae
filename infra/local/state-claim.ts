import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { writeDurably } from './durable-file.ts';
import { IncurableError } from './engine-messages.ts';

// A process whose parent was killed ends itself within milliseconds; longer means it has a parent.
const PATIENCE_MS = 2_000;
const POLL_MS = 10;

const claimRecord = z.object({ enginesPid: z.int(), dynamodbPid: z.optional(z.int()) });
type ClaimRecord = z.infer<typeof claimRecord>;

/** The right of one engines' process to a state folder, kept in the folder with the ids of both. */
export interface StateClaim {
  recordDynamodb(pid: number): void;
  release(): void;
}

/**
 * Claims a state folder, ending a DynamoDB engine that was left over there. Two sets of engines on
 * one folder would corrupt it, and none of them takes a lock.
 * @throws {IncurableError} when other engines still run on it.
 */
export async function claimState(stateDir: string): Promise<StateClaim> {
  const path = join(stateDir, 'engines.json');
  const last = lastRecord(path);
  if (last) {
    await refuseRunningOwner(last.enginesPid, stateDir);
    await endLeftOver(last.dynamodbPid, stateDir);
  }
  const record: ClaimRecord = { enginesPid: process.pid };
  writeDurably(path, JSON.stringify(record));
  return {
    recordDynamodb: (dynamodbPid) =>
      writeDurably(path, JSON.stringify({ ...record, dynamodbPid } satisfies ClaimRecord)),
    release: () => rmSync(path, { force: true }),
  };
}

/** Finds the process whose engines run on a state folder, if any do. */
export function claimHolder(stateDir: string): number | undefined {
  const pid = lastRecord(join(stateDir, 'engines.json'))?.enginesPid;
  return pid !== undefined && runsEngines(pid, stateDir) ? pid : undefined;
}

function lastRecord(path: string): ClaimRecord | undefined {
  try {
    return z.parse(claimRecord, JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Absent after an orderly stop. Anything unreadable names no process that could be ended.
    return undefined;
  }
}

async function refuseRunningOwner(pid: number, stateDir: string): Promise<void> {
  const owns = () => pid !== process.pid && runsEngines(pid, stateDir);
  if (await staysTrue(owns))
    throw new IncurableError(
      `The state in ${stateDir} is in use by process ${pid}. Stop that first, or choose another folder.`,
    );
}

function runsEngines(pid: number, stateDir: string): boolean {
  return names(pid, ['engines-process'], [JSON.stringify(stateDir)]);
}

async function endLeftOver(pid: number | undefined, stateDir: string): Promise<void> {
  if (pid === undefined) return;
  const isLeftOver = () =>
    names(pid, ['dynoxide', 'DynamodbLocal'], [`${stateDir}/`, `${stateDir} `]);
  if (!isLeftOver()) return;
  process.kill(pid, 'SIGKILL');
  if (await staysTrue(isLeftOver))
    throw new IncurableError(`Process ${pid} still writes to ${stateDir} and cannot be ended.`);
}

async function staysTrue(holds: () => boolean): Promise<boolean> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (holds()) {
    if (Date.now() > deadlineMs) return true;
    await wait(POLL_MS);
  }
  return false;
}

/** A process id alone proves nothing, because ids are used again: its command line must match. */
function names(pid: number, programs: readonly string[], states: readonly string[]): boolean {
  const line = `${commandLine(pid)} `;
  return [programs, states].every((texts) => texts.some((text) => line.includes(text)));
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    // No such process, or a system without /proc.
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', `${pid}`]).stdout?.toString() ?? '';
  }
}
