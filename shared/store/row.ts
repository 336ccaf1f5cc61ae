import * as z from 'zod/mini';
import { StoredDataFault } from '../domain/refusal.ts';
import type { CallBounds, Item, ItemKey, Table } from './table.ts';

/** An item by its key, and how to read what is found there. */
export interface Ref<Row> {
  readonly key: ItemKey;
  /** @throws {StoredDataFault} when the item is not what its kind says */
  parse(item: Item): Row;
}

/** What a read of refs gives: each row, or undefined where there is no item. */
export type Rows<Refs extends Readonly<Record<string, Ref<unknown>>>> = {
  readonly [Name in keyof Refs]: ReturnType<Refs[Name]['parse']> | undefined;
};

/** Makes the ref of an item whose shape a schema tells; attributes it does not name are ignored. */
export function refTo<Schema extends z.ZodMiniType>(
  key: ItemKey,
  schema: Schema,
): Ref<z.output<Schema>> {
  return { key, parse: (item) => parseItem(schema, { ...item, ...key }) };
}

/** A ref whose row is parsed only when it is asked for: an unsound one spoils no other. */
export function lazily<Row>(ref: Ref<Row>): Ref<() => Row> {
  return { key: ref.key, parse: (item) => () => ref.parse(item) };
}

/**
 * Parses an item that was read, by the shape of its kind.
 *
 * @throws {StoredDataFault} naming the kind and the attributes, never a value
 */
export function parseItem<Schema extends z.ZodMiniType>(
  schema: Schema,
  item: Item,
): z.output<Schema> {
  const parsed = schema.safeParse(item);
  if (parsed.success) return parsed.data;
  const kind = String(item['sk']).split('#')[0];
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new StoredDataFault(`a stored ${kind} item does not parse at ${where}`);
}

/** Minor units, stored as a number. */
export const storedMinor = z.bigint();

/** A small whole number or an instant in epoch milliseconds, stored as a number. */
export const storedNumber = z.pipe(z.bigint(), z.transform(Number));

/** Sums by instant, stored as a map from epoch milliseconds to minor units. */
export const storedDueSums = z.pipe(
  z.record(z.string().check(z.regex(/^\d{1,16}$/)), storedMinor),
  z.transform((sums) => {
    const entries = Object.entries(sums).map(([at, minor]) => [Number(at), minor] as const);
    return new Map(entries);
  }),
);

/** Reads rows by name in one consistent request. */
export async function readRows<Refs extends Readonly<Record<string, Ref<unknown>>>>(
  table: Table,
  refs: Refs,
  bounds: CallBounds,
): Promise<Rows<Refs>> {
  const entries = Object.entries(refs);
  const items = await table.read(
    entries.map(([, ref]) => ref.key),
    bounds,
  );
  const found = new Map(entries.map(([name], index) => [name, items[index]]));
  return parseRows(refs, found);
}

/** Parses items by the refs that they were asked for with. */
export function parseRows<Refs extends Readonly<Record<string, Ref<unknown> | undefined>>>(
  refs: Refs,
  items: ReadonlyMap<string, Item | undefined>,
) {
  const rows = Object.entries(refs).map(([name, ref]) => {
    const item = items.get(name);
    return [name, item === undefined ? undefined : ref?.parse(item)];
  });
  return Object.fromEntries(rows);
}
