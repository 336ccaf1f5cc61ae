import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import { writeDurably } from './durable-file.ts';

const clocksFile = z.record(z.string(), z.int().check(z.minimum(0)));

/** Dates are written with a year of four digits. */
const maxAheadMs = 36_525 * 86_400_000;

function pathIn(home: string): string {
  return join(home, 'sandbox', 'clocks.json');
}

/** How far a client's business is ahead of the clock, by what a running provider last wrote. */
export function aheadMsOf(home: string, clientId: string): number {
  return load(pathIn(home))[clientId] ?? 0;
}

/**
 * The time of business of each client: as far ahead of the clock as it was told to be, never back.
 * Survives a restart.
 */
export class ClientClocks {
  readonly #path: string;
  readonly #aheadMs: Map<string, number>;

  constructor(home: string) {
    this.#path = pathIn(home);
    this.#aheadMs = new Map(Object.entries(load(this.#path)));
  }

  aheadMs(clientId: string): number {
    return this.#aheadMs.get(clientId) ?? 0;
  }

  /** The clients whose business is ahead. */
  clients(): readonly string[] {
    return [...this.#aheadMs.keys()];
  }

  /**
   * Moves a client's business on, by at least a millisecond.
   *
   * @throws {RangeError} when that would be back, or further ahead than dates go
   */
  advance(clientId: string, byMs: number): void {
    if (byMs < 1) throw new RangeError('a clock goes forward only');
    const aheadMs = this.aheadMs(clientId) + byMs;
    if (aheadMs > maxAheadMs) throw new RangeError('a clock goes no more than a century ahead');
    this.#aheadMs.set(clientId, aheadMs);
    this.#save();
  }

  /** Takes a client back to the clock: of what it had, nothing must be left. */
  forget(clientId: string): void {
    if (this.#aheadMs.delete(clientId)) this.#save();
  }

  #save(): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    writeDurably(this.#path, `${JSON.stringify(Object.fromEntries(this.#aheadMs), null, 2)}\n`);
  }
}

/** @throws when the file is there and is not what was written */
function load(path: string): Readonly<Record<string, number>> {
  return existsSync(path) ? clocksFile.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
}
