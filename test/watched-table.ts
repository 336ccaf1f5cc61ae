import type {
  CallBounds,
  IndexQuery,
  Item,
  ItemKey,
  ItemPage,
  KeyPage,
  ListQuery,
  Outcome,
  Table,
  Transaction,
} from '../shared/store/table.ts';

/** What happens round the calls of a table: they are held up, made to fail, or cut off. */
export interface Watch {
  beforeRead?(keys: readonly ItemKey[]): Promise<unknown> | undefined;
  afterRead?(items: (Item | undefined)[]): (Item | undefined)[];
  beforeWrite?(transaction: Transaction): Promise<unknown> | undefined;
  afterWrite?(outcome: Outcome): Promise<unknown> | undefined;
}

/** A table that counts its calls, and where a test comes between them. */
export class WatchedTable implements Table {
  /** Of every read, the keys; of every write, the transaction. */
  readonly reads: (readonly ItemKey[])[] = [];
  readonly writes: Transaction[] = [];
  watch: Watch = {};
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async read(keys: readonly ItemKey[], bounds: CallBounds): Promise<(Item | undefined)[]> {
    this.reads.push(keys);
    await this.watch.beforeRead?.(keys);
    const items = await this.#table.read(keys, bounds);
    return this.watch.afterRead?.(items) ?? items;
  }

  async write(transaction: Transaction, bounds: CallBounds): Promise<Outcome> {
    this.writes.push(transaction);
    await this.watch.beforeWrite?.(transaction);
    const outcome = await this.#table.write(transaction, bounds);
    await this.watch.afterWrite?.(outcome);
    return outcome;
  }

  page(query: IndexQuery, bounds: CallBounds): Promise<KeyPage> {
    return this.#table.page(query, bounds);
  }

  list(query: ListQuery, bounds: CallBounds): Promise<ItemPage> {
    return this.#table.list(query, bounds);
  }
}

/** A point that calls wait at until it is opened; `reached` fulfils when the first one does. */
export function gate(): { wait(): Promise<void>; open(): void; readonly reached: Promise<void> } {
  const opened = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  return {
    wait() {
      reached.resolve();
      return opened.promise;
    },
    open: opened.resolve,
    reached: reached.promise,
  };
}
