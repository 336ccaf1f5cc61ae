import { isDeepStrictEqual } from 'node:util';
import type { Action, Change, Condition, Item, ItemValue, Path } from '../shared/store/table.ts';

/** What DynamoDB calls a request that it cannot carry out, whatever the table holds. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

/** An item's attribute as it is read back: numbers are bigint. */
export type StoredValue = string | bigint | boolean | StoredValue[] | Stored;
/** An item as it is stored. */
export interface Stored {
  [name: string]: StoredValue;
}

/** Whether every clause holds of an item. */
export function allHold(clauses: readonly Condition[], item: Stored | undefined): boolean {
  return clauses.every((clause) => holds(clause, item));
}

function holds(clause: Condition, item: Stored | undefined): boolean {
  switch (clause.test) {
    case 'absent':
      return item === undefined;
    case 'exists':
      return item !== undefined;
    case 'missing':
      return valueAt(item, clause.path) === undefined;
    case 'equals': {
      const found = valueAt(item, clause.path);
      return found !== undefined && isDeepStrictEqual(found, storedValue(clause.value));
    }
    case 'atLeast': {
      const found = valueAt(item, clause.path);
      return typeof found === 'bigint' && found >= BigInt(clause.value);
    }
    case 'atMost': {
      const found = valueAt(item, clause.path);
      return typeof found === 'bigint' && found <= BigInt(clause.value);
    }
    case 'anyOf':
      return clause.alternatives.some((all) => allHold(all, item));
  }
}

/** What an item is after an action; undefined once it is deleted. */
export function after(
  action: Exclude<Action, { action: 'check' }>,
  current: Stored | undefined,
): Stored | undefined {
  const { key } = action;
  if (action.action === 'delete') return undefined;
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

/** The names that a path is made of. */
export function partsOf(path: Path): [string, string?] {
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
export function stored(item: Item): Stored {
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
