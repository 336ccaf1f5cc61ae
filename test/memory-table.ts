import { isDeepStrictEqual } from 'node:util';
import type {
  Action,
  CallBounds,
  Change,
  Condition,
  Item,
  ItemKey,
  ItemValue,
  Outcome,
  Path,
  Table,
  Transaction,
} from '../shared/store/table.ts';

const maxActions = 100;

/** What DynamoDB calls a request that it cannot carry out, whatever the table holds. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

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
    const written = new Map<string, Stored>();
    for (const [name, action] of parts) {
      const current = this.#items.get(nameOf(action.key));
      if (!allHold(action.when, current)) failed.add(name);
      // A part that cannot be carried out spoils the transaction even where another one fails.
      else if (action.action !== 'check') written.set(nameOf(action.key), after(action, current));
    }
    if (failed.size > 0) return { committed: false, failed };
    for (const [name, item] of written) this.#items.set(name, item);
    return { committed: true };
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

type StoredValue = string | bigint | boolean | StoredValue[] | Stored;
interface Stored {
  [name: string]: StoredValue;
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

function allHold(clauses: readonly Condition[], item: Stored | undefined): boolean {
  return clauses.every((clause) => holds(clause, item));
}

function holds(clause: Condition, item: Stored | undefined): boolean {
  switch (clause.test) {
    case 'absent':
      return item === undefined;
    case 'exists':
      return item !== undefined;
    case 'equals': {
      const found = valueAt(item, clause.path);
      return found !== undefined && isDeepStrictEqual(found, storedValue(clause.value));
    }
    case 'atLeast': {
      const found = valueAt(item, clause.path);
      return typeof found === 'bigint' && found >= BigInt(clause.value);
    }
    case 'anyOf':
      return clause.alternatives.some((all) => allHold(all, item));
  }
}

function after(action: Exclude<Action, { action: 'check' }>, current: Stored | undefined): Stored {
  const { key } = action;
  if (action.action === 'put') return stored({ ...action.item, ...key });
  const item = { ...structuredClone(current), ...key };
  for (const change of action.changes) apply(change, item);
  return item;
}

function apply(change: Change, item: Stored): void {
  const [first, second] = partsOf(change.path);
  const parent = second === undefined ? item : item[first];
  if (!isMap(parent)) throw new ValidationException('the path leads through no map');
  const name = second ?? first;
  if (change.change === 'remove') delete parent[name];
  else if (change.change === 'set') parent[name] = storedValue(change.value);
  else {
    const before = parent[name] ?? 0n;
    if (typeof before !== 'bigint') throw new ValidationException('not a number to add to');
    parent[name] = before + change.value;
  }
}

function partsOf(path: Path): [string, string?] {
  return typeof path === 'string' ? [path] : [path[0], path[1]];
}

function valueAt(item: Stored | undefined, path: Path): StoredValue | undefined {
  const [first, second] = partsOf(path);
  const found = item?.[first];
  if (second === undefined) return found;
  return isMap(found) ? found[second] : undefined;
}

function isMap(value: StoredValue | undefined): value is Stored {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Numbers are read back as bigint, and what is undefined was never stored. */
function stored(item: Item): Stored {
  const entries = Object.entries(item).filter(
    (entry): entry is [string, ItemValue] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, storedValue(value)]));
}

function storedValue(value: ItemValue): StoredValue {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'object') return value;
  return isList(value) ? value.map(storedValue) : stored(value);
}

function isList(value: object): value is readonly ItemValue[] {
  return Array.isArray(value);
}
