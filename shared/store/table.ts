/** What an item's attribute can hold. Numbers come back from the table as bigint. */
export type ItemValue =
  | string
  | number
  | bigint
  | boolean
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue | undefined };

/** An item's attributes beside its key; undefined ones are not stored. */
export interface Item {
  readonly [name: string]: ItemValue | undefined;
}

/** Where an item is: its tenant's partition, and its kind and id within it. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An attribute's name, or the names that lead to a member of a map. */
export type Path = string | readonly [string, string];

/** One clause of what must hold for a write; clauses of a list must all hold. */
export type Condition =
  | { readonly test: 'absent' }
  | { readonly test: 'exists' }
  | { readonly test: 'missing'; readonly path: Path }
  | { readonly test: 'equals'; readonly path: Path; readonly value: ItemValue }
  | { readonly test: 'atLeast' | 'atMost'; readonly path: Path; readonly value: bigint | number }
  | { readonly test: 'anyOf'; readonly alternatives: readonly (readonly Condition[])[] };

/** One change of an item. `add` starts from zero where there is nothing yet. */
export type Change =
  | { readonly change: 'set'; readonly path: Path; readonly value: ItemValue }
  | { readonly change: 'add'; readonly path: Path; readonly value: bigint }
  | { readonly change: 'remove'; readonly path: Path };

/** One part of a transaction. */
export type Action =
  | {
      readonly action: 'put';
      readonly key: ItemKey;
      readonly item: Item;
      readonly when: readonly Condition[];
    }
  | {
      readonly action: 'update';
      readonly key: ItemKey;
      readonly changes: readonly Change[];
      readonly when: readonly Condition[];
    }
  | { readonly action: 'check'; readonly key: ItemKey; readonly when: readonly Condition[] }
  | { readonly action: 'delete'; readonly key: ItemKey; readonly when: readonly Condition[] };

/** The parts of a transaction by name; at most 100, each on an item of its own. */
export type Transaction = Readonly<Record<string, Action>>;

/** All parts were written, or none: then the names of the parts whose conditions did not hold. */
export type Outcome =
  | { readonly committed: true }
  | { readonly committed: false; readonly failed: ReadonlySet<string> };

/** What bounds a call: its abort signal, and whether a commit may still be begun. */
export interface CallBounds {
  readonly signal: AbortSignal;
  /** @throws when the deadline has passed: nothing is committed after it. */
  assertInTime(): void;
}

/**
 * The one table. Anything but an outcome (throttling, a conflict that outlasts its retries, a lost
 * connection) is thrown, and means that nobody knows whether the write was made.
 */
export interface Table {
  /** Reads up to 100 items in one consistent request, in the order of the keys. */
  read(keys: readonly ItemKey[], bounds: CallBounds): Promise<(Item | undefined)[]>;
  /** Writes all parts or none. */
  write(transaction: Transaction, bounds: CallBounds): Promise<Outcome>;
  /**
   * One page of a sparse index: the keys of items in one of its partitions up to a bound of its
   * sort key, in order. An index lags behind the table: what it names must be read again.
   */
  page(query: IndexQuery, bounds: CallBounds): Promise<KeyPage>;
  /** One page of a tenant's items of one kind, consistent, in order of their keys. */
  list(query: ListQuery, bounds: CallBounds): Promise<ItemPage>;
}

/** Which part of an index is asked for. */
export interface IndexQuery {
  readonly index: IndexName;
  readonly partition: string;
  /** The largest sort key wanted. */
  readonly upTo: number;
  readonly limit: number;
  /** Where an earlier page ended. */
  readonly after?: string | undefined;
}

/** Keys found in an index, and where to go on; `next` is absent on the last page. */
export interface KeyPage {
  readonly keys: readonly ItemKey[];
  readonly next?: string | undefined;
}

/** Which items of a partition are asked for. */
export interface ListQuery {
  readonly pk: string;
  readonly skPrefix: string;
  readonly limit: number;
  readonly after?: string | undefined;
}

/** Items found, keys among their attributes, and where to go on. */
export interface ItemPage {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/** A sparse index: the attributes that place an item in it. */
export type IndexName = 'due-grants' | 'expiring-grants' | 'books';

/** The item is not there yet. */
export const absent: Condition = { test: 'absent' };

/** The item is there. */
export const exists: Condition = { test: 'exists' };

/** The item, if there is one, has no such attribute. */
export function missing(path: Path): Condition {
  return { test: 'missing', path };
}

/** The attribute has this value. */
export function equals(path: Path, value: ItemValue): Condition {
  return { test: 'equals', path, value };
}

/** The attribute is a number no smaller than this one. */
export function atLeast(path: Path, value: bigint | number): Condition {
  return { test: 'atLeast', path, value };
}

/** The attribute is a number no larger than this one. */
export function atMost(path: Path, value: bigint | number): Condition {
  return { test: 'atMost', path, value };
}

/** At least one of these lists of clauses holds whole. */
export function anyOf(...alternatives: readonly (readonly Condition[])[]): Condition {
  return { test: 'anyOf', alternatives };
}
