import * as z from 'zod/mini';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Item, ItemKey } from './table.ts';

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
  return {
    key,
    parse(item) {
      const parsed = schema.safeParse(item);
      if (parsed.success) return parsed.data;
      const kind = key.sk.split('#')[0];
      const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      throw new StoredDataFault(`a stored ${kind} item does not parse at ${where}`);
    },
  };
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
    return new Map(entries.filter(([, minor]) => minor !== 0n));
  }),
);
