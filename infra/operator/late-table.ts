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
} from '../../shared/store/table.ts';

/** A table that is still to be found: it is with its first call, and once. */
export class LateTable implements Table {
  readonly #find: () => Promise<Table>;
  #found: Promise<Table> | undefined;

  /** @param find what it throws, the call throws */
  constructor(find: () => Promise<Table>) {
    this.#find = find;
  }

  async read(keys: readonly ItemKey[], bounds: CallBounds): Promise<(Item | undefined)[]> {
    return (await this.#table()).read(keys, bounds);
  }

  async write(transaction: Transaction, bounds: CallBounds): Promise<Outcome> {
    return (await this.#table()).write(transaction, bounds);
  }

  async page(query: IndexQuery, bounds: CallBounds): Promise<KeyPage> {
    return (await this.#table()).page(query, bounds);
  }

  async list(query: ListQuery, bounds: CallBounds): Promise<ItemPage> {
    return (await this.#table()).list(query, bounds);
  }

  #table(): Promise<Table> {
    this.#found ??= this.#find();
    return this.#found;
  }
}
