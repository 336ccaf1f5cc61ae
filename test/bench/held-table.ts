import type { Item, Table } from '../../shared/store/table.ts';

/**
 * A table that answers at once from what it was given, and commits whatever it is told without
 * keeping it: what is measured is the function, not a stand-in for DynamoDB.
 */
export function heldTable(items: readonly Item[]): Table {
  const held = new Map(items.map((item) => [`${item['pk']} ${item['sk']}`, item]));
  const unused = (): never => {
    throw new Error('no endpoint pages or lists');
  };
  return {
    read: async (keys) => keys.map(({ pk, sk }) => held.get(`${pk} ${sk}`)),
    write: async (_transaction, { assertInTime }) => {
      assertInTime();
      return { committed: true };
    },
    page: unused,
    list: unused,
  };
}
