import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';

/** Where the local provider keeps what it tells the bus, below its home. */
export const noticesFileName = 'notices.jsonl';

/** Where it keeps what an operator did to partners and keys, there too. */
export const auditFileName = 'audit.jsonl';

/**
 * Appends a value to a file as one line of JSON, readable by its owner only; on return it is on
 * the disk. What a crash left of a line before it keeps a line to itself.
 */
export function appendLine(path: string, value: unknown): void {
  const file = openSync(path, 'a+', 0o600);
  try {
    const start = endsInLineFeed(file) ? '' : '\n';
    writeSync(file, `${start}${JSON.stringify(value)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function endsInLineFeed(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last.toString() === '\n';
}
