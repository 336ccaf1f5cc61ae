import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

// A kill takes effect within a millisecond or so.
const PATIENCE_MS = 500;
const POLL_MS = 1;

/** Kills every process of a group, named by the process that leads or led it, and waits for that. */
export async function endGroup(leaderPid: number): Promise<void> {
  const deadlineMs = Date.now() + PATIENCE_MS;
  while (killGroup(leaderPid) && !onlyDeadIn(leaderPid) && Date.now() < deadlineMs)
    await wait(POLL_MS);
}

/** Kills every process of a group. Gives whether there was one, of the dead the unburied too. */
export function killGroup(leaderPid: number): boolean {
  try {
    return process.kill(-leaderPid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** A container's first process may bury orphans late or never; they hold neither port nor file. */
function onlyDeadIn(leaderPid: number): boolean {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return !pids.some((pid) => livesIn(leaderPid, pid));
  } catch {
    // A system without /proc: there the first process buries at once.
    return false;
  }
}

function livesIn(leaderPid: number, pid: string): boolean {
  const [state = 'X', , groupId] = fieldsAfterName(pid);
  return Number(groupId) === leaderPid && !['Z', 'X'].includes(state);
}

/** State, parent, group, ... The name before them is in brackets and may hold anything. */
function fieldsAfterName(pid: string): readonly string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}
