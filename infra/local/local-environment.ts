import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeDurably } from './durable-file.ts';
import { claimHolder } from './state-claim.ts';

const environmentFile = z.record(z.string(), z.string());

/** The environment variables that a running provider gave its functions. */
export type LocalEnvironment = Readonly<Record<string, string>>;

function pathIn(home: string): string {
  return join(home, 'environment.json');
}

/** The folder of the engines' state, below the provider's home. */
export function stateDirOf(home: string): string {
  return join(home, 'state');
}

/** Leaves word of the environment for other commands; its owner alone may read it. */
export function writeLocalEnvironment(home: string, environment: LocalEnvironment): void {
  writeDurably(pathIn(home), `${JSON.stringify(environment, null, 2)}\n`);
}

/** Takes the word back. */
export function forgetLocalEnvironment(home: string): void {
  rmSync(pathIn(home), { force: true });
}

/**
 * Finds the environment in which the functions of a running provider work: with it, any command
 * reaches the same engines. Undefined when no provider runs on that home.
 */
export function readLocalEnvironment(home: string): LocalEnvironment | undefined {
  const stateDir = stateDirOf(home);
  if (!existsSync(stateDir) || claimHolder(realpathSync(stateDir)) === undefined) return undefined;
  try {
    return environmentFile.parse(JSON.parse(readFileSync(pathIn(home), 'utf8')));
  } catch {
    // Absent while the provider starts; then it does not run yet.
    return undefined;
  }
}
