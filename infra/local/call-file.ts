import { readFileSync, statSync } from 'node:fs';
import { UsageError } from './call-options.ts';

// Well above what the provider takes, so that it is the provider who says that it is too large.
const maxFileBytes = 16 * 1_024 * 1_024;

/**
 * Reads a file that the command line or the connection names; `what` is for the complaint.
 *
 * @throws {UsageError} when it cannot be read, or is larger than 16 MiB
 */
export function readNamedFile(what: string, path: string): Buffer {
  try {
    const { size } = statSync(path);
    if (size <= maxFileBytes) return readFileSync(path);
  } catch (error) {
    throw new UsageError(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError(`${what}: ${path} is larger than 16 MiB.`);
}
