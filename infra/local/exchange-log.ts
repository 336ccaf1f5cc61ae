import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { type KeptExchange, readKeptExchange } from './kept-exchange.ts';

/**
 * How much is kept in memory, of all clients together. On the disk there may be ten times as many
 * lines, or twice as many bytes.
 */
export interface ExchangeLogLimits {
  readonly count: number;
  /** Of the lines. */
  readonly bytes: number;
}

// Every request waits while the file is written anew: small lines, of which it holds many, make that
// cheap and may pile up; long ones may not.
const [countOnDisk, bytesOnDisk] = [10, 2];

const usualLimits: ExchangeLogLimits = { count: 1_000, bytes: 32 * 1_024 * 1_024 };

interface Kept {
  readonly exchange: KeptExchange;
  readonly bytes: number;
}

/** What one client has of what is kept. */
interface Share {
  readonly count: number;
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
 * Whoever has most gives up its oldest first: a noisy client takes nothing from a quiet one.
 */
export class ExchangeLog {
  readonly #path: string;
  readonly #limits: ExchangeLogLimits;
  #kept: Kept[] = [];
  readonly #shares = new Map<string, Share>();
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
    const written = this.#written;
    if (written.count > countOnDisk * count || written.bytes > bytesOnDisk * bytes) this.#rewrite();
    return kept;
  }

  /** Those asked for, the oldest first. */
  list({ clientId, last }: ExchangeQuestion = {}): readonly KeptExchange[] {
    const all = this.#kept.map(({ exchange }) => exchange);
    const found = clientId === undefined ? all : all.filter((one) => one.clientId === clientId);
    return last === undefined ? found : found.slice(Math.max(0, found.length - last));
  }

  /** The number of the newest, 0 before the first. */
  get lastN(): number {
    return this.#lastN;
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
    this.#weigh(exchange.clientId, 1, bytes);
    this.#lastN = exchange.n;
    // The newest is kept however long it is.
    while (this.#kept.length > 1 && this.#isTooMuch()) this.#forgetOne(exchange);
  }

  #forgetOne(newest: KeptExchange): void {
    const measure = this.#kept.length > this.#limits.count ? 'count' : 'bytes';
    let most: readonly [clientId: string, amount: number] = ['', 0];
    for (const [clientId, share] of this.#shares) {
      const hasOthers = clientId !== newest.clientId || share.count > 1;
      if (hasOthers && share[measure] > most[1]) most = [clientId, share[measure]];
    }
    const at = this.#kept.findIndex(({ exchange }) => exchange.clientId === most[0]);
    const [gone] = this.#kept.splice(at, 1);
    if (gone !== undefined) this.#weigh(gone.exchange.clientId, -1, -gone.bytes);
  }

  #weigh(clientId: string, count: number, bytes: number): void {
    const had = this.#shares.get(clientId) ?? { count: 0, bytes: 0 };
    const share = { count: had.count + count, bytes: had.bytes + bytes };
    if (share.count === 0) this.#shares.delete(clientId);
    else this.#shares.set(clientId, share);
    this.#keptBytes += bytes;
  }

  #isTooMuch(): boolean {
    return this.#kept.length > this.#limits.count || this.#keptBytes > this.#limits.bytes;
  }

  #rewrite(): void {
    closeSync(this.#file);
    this.#save();
    this.#file = openSync(this.#path, 'a', 0o600);
  }

  /** Also mends what a crash has left of a line. Whole at any moment; not synchronised either. */
  #save(): void {
    const temporary = `${this.#path}.new`;
    const text = this.#kept.map(({ exchange }) => `${JSON.stringify(exchange)}\n`).join('');
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, this.#path);
    this.#written = { count: this.#kept.length, bytes: this.#keptBytes };
  }
}
