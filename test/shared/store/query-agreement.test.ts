import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { indexAttributes } from '../../../shared/store/index-keys.ts';
import {
  absent,
  type IndexName,
  type Item,
  type ItemKey,
  type Table,
} from '../../../shared/store/table.ts';
import { MemoryTable } from '../../memory-table.ts';
import { unbounded } from '../../stage-rows.ts';
import { type EngineTable, startEngineTable } from './engine-table.ts';

let engine: EngineTable;
beforeAll(async () => {
  engine = await startEngineTable();
});
afterAll(() => engine.stop());

const indexes: readonly IndexName[] = ['due-grants', 'expiring-grants', 'books'];
const instant = fc.constantFrom(0, 1, 9, 10, 1_795_228_200_000, 1_795_228_200_001);
/** An item that is in one of the indexes, or in none because it lacks one of the two attributes. */
const row = fc.record({
  sk: fc.stringMatching(/^(GRANT|GRANTS|EVENT)#[0-9A-F]{1,2}$/),
  index: fc.constantFrom(...indexes),
  at: fc.option(instant, { nil: undefined }),
  isIn: fc.boolean(),
});
const rows = fc.uniqueArray(row, { maxLength: 12, selector: ({ sk }) => sk });

/** All pages of so many, one after the other. */
async function allPages<Page extends { readonly next?: string | undefined }, Entry>(
  pageAfter: (after: string | undefined) => Promise<Page>,
  entriesOf: (page: Page) => readonly Entry[],
): Promise<Entry[][]> {
  const pages: Entry[][] = [];
  let after: string | undefined;
  do {
    const page = await pageAfter(after);
    pages.push([...entriesOf(page)]);
    after = page.next;
  } while (after !== undefined);
  return pages;
}

function keysUpTo(table: Table, index: IndexName, partition: string, upTo: number, limit: number) {
  const query = { index, partition, upTo, limit };
  return allPages(
    (after) => table.page({ ...query, after }, unbounded),
    ({ keys }): readonly ItemKey[] => keys,
  );
}

function itemsOfKind(table: Table, pk: string, skPrefix: string, limit: number) {
  return allPages(
    (after) => table.list({ pk, skPrefix, limit, after }, unbounded),
    ({ items }): readonly Item[] => items,
  );
}

/** Of one instant DynamoDB promises no order. */
function inKeyOrder(pages: readonly (readonly ItemKey[])[]): string[] {
  return pages
    .flat()
    .map(({ sk }) => sk)
    .sort();
}

test('pages of indexes and of tenants are the same in memory and on DynamoDB', async () => {
  const dynamo = engine.tableOn(engine.newClient());
  let run = 0;
  await fc.assert(
    fc.asyncProperty(rows, instant, fc.integer({ min: 1, max: 5 }), async (drawn, upTo, limit) => {
      run += 1;
      const [pk, partition] = [`RUN#${run}`, `${run}`];
      const memory = new MemoryTable();
      for (const { sk, index, at, isIn } of drawn) {
        const [shard, sort] = indexAttributes[index];
        const item = { [shard]: isIn ? partition : undefined, [sort]: at };
        const put = { action: 'put', key: { pk, sk }, item, when: [absent] } as const;
        await memory.write({ put }, unbounded);
        await dynamo.write({ put }, unbounded);
      }
      for (const index of indexes) {
        const found = await keysUpTo(dynamo, index, partition, upTo, limit);
        const expected = await keysUpTo(memory, index, partition, upTo, limit);
        expect(inKeyOrder(found)).toEqual(inKeyOrder(expected));
        const instantOf = ({ sk }: ItemKey) => drawn.find((one) => one.sk === sk)?.at;
        expect(found.flat().map(instantOf)).toEqual(expected.flat().map(instantOf));
        expect(found.every((page) => page.length <= limit)).toBe(true);
      }
      for (const kind of ['GRANT#', 'EVENT#', 'NONE#']) {
        const found = await itemsOfKind(dynamo, pk, kind, limit);
        const expected = await itemsOfKind(memory, pk, kind, limit);
        expect(found.flat()).toEqual(expected.flat());
      }
    }),
    { numRuns: 40 },
  );
});
