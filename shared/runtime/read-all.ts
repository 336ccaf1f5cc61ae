import { setImmediate as pause } from 'node:timers/promises';
import type { Ref } from '../store/row.ts';
import type { CallBounds, ItemKey, Table } from '../store/table.ts';
import { sideBySide } from './side-by-side.ts';

/** What one read of the table can be of. */
const itemsARead = 100;
/** While one is parsed, which is most of the work, the next is under way. Each may hold megabytes. */
const readsAtOnce = 2;
/** In between, whatever else is under way may be answered: it would be timed out while it waits. */
const parsedAtOnce = 10;

/**
 * Reads rows of one kind in the order of their refs, in as few reads as can be, some of them at
 * once. Two refs may be of one item; it is read once.
 */
export async function readAll<Row>(
  table: Table,
  refs: readonly Ref<Row>[],
  bounds: CallBounds,
): Promise<(Row | undefined)[]> {
  const distinct = [...new Map(refs.map((ref) => [nameOf(ref.key), ref])).values()];
  const rows = new Map<string, Row>();
  let from = 0;
  const readSome = async (inTime: CallBounds): Promise<void> => {
    while (from < distinct.length) {
      const some = distinct.slice(from, from + itemsARead);
      from += itemsARead;
      inTime.assertInTime();
      const items = await table.read(
        some.map(({ key }) => key),
        inTime,
      );
      // Parsed as it comes, so that of a long text only what it is read for is kept.
      for (const [at, { key, parse }] of some.entries()) {
        const item = items[at];
        if (item !== undefined) rows.set(nameOf(key), parse(item));
        if ((at + 1) % parsedAtOnce === 0) await pause();
      }
    }
  };
  await sideBySide(new Array(readsAtOnce).fill(readSome), bounds);
  return refs.map(({ key }) => rows.get(nameOf(key)));
}

function nameOf({ pk, sk }: ItemKey): string {
  return `${pk}\n${sk}`;
}
