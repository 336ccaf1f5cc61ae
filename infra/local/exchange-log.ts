import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { writeDurably } from './durable-file.ts';
import { type KeptExchange, readKeptExchange } from './kept-exchange.ts';

/** How much is kept: in memory this much, on the disk up to twice as much. */
export interface ExchangeLogLimits {
  readonly count: number;
  /** Of the lines. */
  readonly bytes: number;
}

const usualLimits: ExchangeLogLimits = { count: 1_000, bytes: 32 * 1_024 * 1_024 };

interface Kept {
  readonly exchange: KeptExchange;
  readonly bytes: number;
}

/** Which exchanges are asked for; all that are kept unless it says less. */
export interface ExchangeQuestion {
  readonly clientId?: string | undefined;
  /** The newest so many. */
  readonly last?: number | undefined;
}

/**
 * The last exchanges, in memory and in a file that survives a restart. A line is written before its
 * answer leaves, so that whoever has the answer finds the line; it is not synchronised to the disk.
 */
export class ExchangeLog {
  readonly #path: string;
  readonly #limits: ExchangeLogLimits;
  #kept: Kept[] = [];
  #keptBytes = 0;
  #written = { count: 0, bytes: 0 };
  #lastN = 0;
  #file: number;

  constructor(path: string, limits: ExchangeLogLimits = usualLimits) {
    this.#path = path;
    this.#limits = limits;
    if (existsSync(path)) this.#load(readFileSync(path, 'utf8'));
    this.#file = openSync(path, 'a', 0o600);
  }

  /** Keeps an exchange, under the next number. */
  keep(exchange: Omit<KeptExchange, 'n'>): KeptExchange {
    const kept: KeptExchange = { n: this.#lastN + 1, ...exchange };
    const line = Buffer.from(`${JSON.stringify(kept)}\n`);
    this.#remember(kept, line.length);
    writeSync(this.#file, line);
    this.#written.count += 1;
    this.#written.bytes += line.length;
    const { count, bytes } = this.#limits;
    if (this.#written.count > 2 * count || this.#written.bytes > 2 * bytes) this.#rewrite();
    return kept;
  }

  /** Those asked for, the oldest first. */
  list({ clientId, last }: ExchangeQuestion = {}): readonly KeptExchange[] {
    const all = this.#kept.map(({ exchange }) => exchange);
    const found = clientId === undefined ? all : all.filter((one) => one.clientId === clientId);
    return last === undefined ? found : found.slice(Math.max(0, found.length - last));
  }

  /** One by its number. */
  find(n: number): KeptExchange | undefined {
    return this.#kept.find(({ exchange }) => exchange.n === n)?.exchange;
  }

  close(): void {
    closeSync(this.#file);
  }

  #load(text: string): void {
    for (const line of text.split('\n')) {
      const exchange = readKeptExchange(line);
      if (exchange !== undefined) this.#remember(exchange, Buffer.byteLength(line) + 1);
    }
    this.#save();
  }

  #remember(exchange: KeptExchange, bytes: number): void {
    this.#kept.push({ exchange, bytes });
    this.#keptBytes += bytes;
    this.#lastN = exchange.n;
    // The newest is kept however long it is.
    while (this.#kept.length > 1 && this.#isTooMuch()) {
      this.#keptBytes -= this.#kept.shift()?.bytes ?? 0;
    }
  }

  #isTooMuch(): boolean {
    return this.#kept.length > this.#limits.count || this.#keptBytes > this.#limits.bytes;
  }

  #rewrite(): void {
    closeSync(this.#file);
    this.#save();
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  /** Also mends what a crash has left of a line. */
  #save(): void {
    writeDurably(
      this.#path,
      this.#kept.map(({ exchange }) => `${JSON.stringify(exchange)}\n`).join(''),
    );
    this.#written = { count: this.#kept.length, bytes: this.#keptBytes };
  }
}
