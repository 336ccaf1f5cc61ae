import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';

/** Engines that end with the test. */
export async function enginesForTest(options: { stateDir?: string } = {}): Promise<Engines> {
  const engines = await startEngines(options);
  onTestFinished(() => engines.stop());
  return engines;
}

/** An empty folder that is removed with the test. */
export function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'engines-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** The port of an engine's URL, as it stands on the command lines of the engines' processes. */
export function portOf(url: string): string {
  return new URL(url).port;
}
