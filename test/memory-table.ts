import { indexAttributes } from '../shared/store/index-keys.ts';
import type {
  Action,
  CallBounds,
  Change,
  Condition,
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
import {
  after,
  allHold,
  partsOf,
  type Stored,
  stored,
  ValidationException,
} from './memory-item.ts';

const maxActions = 100;

/**
 * The table in memory, with DynamoDB's semantics: all conditions are judged before anything is
 * written, and all parts are written or none. It has no memory of tokens: a repeated transaction
 * is judged anew, as ten minutes later, which is the harder case.
 */
export class MemoryTable implements Table {
  readonly #items = new Map<string, Stored>();

  async read(keys: readonly ItemKey[], { signal }: CallBounds): Promise<(Item | undefined)[]> {
    signal.throwIfAborted();
    const names = keys.map(nameOf);
    if (names.length > maxActions) throw new ValidationException('too many keys');
    if (new Set(names).size < names.length) throw new ValidationException('a key twice');
    return names.map((name) => structuredClone(this.#items.get(name)));
  }

  async write(transaction: Transaction, bounds: CallBounds): Promise<Outcome> {
    bounds.assertInTime();
    bounds.signal.throwIfAborted();
    const parts = Object.entries(transaction);
    validate(parts.map(([, action]) => action));
    const failed = new Set<string>();
    const written = new Map<string, Stored | undefined>();
    for (const [name, action] of parts) {
      const current = this.#items.get(nameOf(action.key));
      if (!allHold(action.when, current)) failed.add(name);
      // A part that cannot be carried out spoils the transaction even where another one fails.
      else if (action.action !== 'check') written.set(nameOf(action.key), after(action, current));
    }
    if (failed.size > 0) return { committed: false, failed };
    for (const [name, item] of written) {
      if (item === undefined) this.#items.delete(name);
      else this.#items.set(name, item);
    }
    return { committed: true };
  }

  async page(query: IndexQuery, { signal }: CallBounds): Promise<KeyPage> {
    signal.throwIfAborted();
    const [partition, sort] = indexAttributes[query.index];
    const inIndex = [...this.#items]
      .filter(([, item]) => item[partition] === query.partition)
      .filter(([, item]) => typeof item[sort] === 'bigint' && item[sort] <= BigInt(query.upTo))
      .map(([name, item]) => ({ order: `${String(item[sort]).padStart(20, '0')} ${name}`, name }))
      .sort((a, b) => (a.order < b.order ? -1 : 1));
    const { page, next } = pageOf(inIndex, ({ order }) => order, query);
    return { keys: page.map(({ name }) => keyOf(name)), ...next };
  }

  async list(query: ListQuery, { signal }: CallBounds): Promise<ItemPage> {
    signal.throwIfAborted();
    const prefix = nameOf({ pk: query.pk, sk: query.skPrefix });
    const names = [...this.#items.keys()].filter((name) => name.startsWith(prefix)).sort();
    const { page, next } = pageOf(names, (name) => name, query);
    return { items: page.map((name) => structuredClone(this.#items.get(name) ?? {})), ...next };
  }

  /** Every item, in the order of the keys. */
  items(): Item[] {
    const names = [...this.#items.keys()].sort();
    return names.map((name) => structuredClone(this.#items.get(name) ?? {}));
  }

  /** Puts an item past every condition, as an accident would. */
  place(key: ItemKey, item: Item): void {
    this.#items.set(nameOf(key), stored({ ...item, ...key }));
  }
}

function keyOf(name: string): ItemKey {
  const [pk = '', ...sk] = name.split('\n');
  return { pk, sk: sk.join('\n') };
}

/** One page of what is in order, and where the next one starts. */
function pageOf<Entry>(
  entries: readonly Entry[],
  orderOf: (entry: Entry) => string,
  { after, limit }: { readonly after?: string | undefined; readonly limit: number },
): { readonly page: readonly Entry[]; readonly next: { readonly next?: string } } {
  const rest = after === undefined ? entries : entries.filter((entry) => orderOf(entry) > after);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rest.length > limit && last ? { next: orderOf(last) } : {} };
}

function nameOf({ pk, sk }: ItemKey): string {
  return `${pk}\n${sk}`;
}

function validate(actions: readonly Action[]): void {
  if (actions.length > maxActions) throw new ValidationException('more than 100 actions');
  if (new Set(actions.map(({ key }) => nameOf(key))).size < actions.length) {
    throw new ValidationException('more than one action on an item');
  }
  for (const action of actions) {
    assertExpression(action.when);
    if (action.action === 'update') assertChanges(action.changes);
  }
}

/** An empty expression is refused, at every level. */
function assertExpression(clauses: readonly Condition[]): void {
  if (clauses.length === 0) throw new ValidationException('an empty condition');
  for (const clause of clauses) {
    if (clause.test !== 'anyOf') continue;
    if (clause.alternatives.length === 0) throw new ValidationException('an empty condition');
    clause.alternatives.forEach(assertExpression);
  }
}

function assertChanges(changes: readonly Change[]): void {
  if (changes.length === 0) throw new ValidationException('an empty update');
  const paths = changes.map(({ path }) => partsOf(path));
  for (const [index, [first, second]] of paths.entries()) {
    if (first === 'pk' || first === 'sk') throw new ValidationException('a change of the key');
    const overlaps = ([a, b]: [string, string?]): boolean =>
      a === first && (b === undefined || second === undefined || b === second);
    if (paths.slice(index + 1).some(overlaps)) throw new ValidationException('paths overlap');
  }
}
