import type { CallBounds, Outcome, Table, Transaction } from '../../shared/store/table.ts';

/** A table that notes whose partitions are written, and can lose the reply to a write. */
export class NotedTable implements Table {
  readonly touched = new Set<string>();
  loseReplies = 0;
  down = false;
  readonly #table: Table;
  readonly read: Table['read'];
  readonly page: Table['page'];
  readonly list: Table['list'];

  constructor(table: Table) {
    this.#table = table;
    const up = <Query, Found>(act: (query: Query, bounds: CallBounds) => Promise<Found>) => {
      return async (query: Query, bounds: CallBounds) => {
        if (this.down) throw new Error('the table is down');
        return act(query, bounds);
      };
    };
    this.read = up(table.read.bind(table));
    this.page = up(table.page.bind(table));
    this.list = up(table.list.bind(table));
  }

  async write(transaction: Transaction, bounds: CallBounds): Promise<Outcome> {
    if (this.down) throw new Error('the table is down');
    const outcome = await this.#table.write(transaction, bounds);
    const written = Object.values(transaction).filter(({ action }) => action !== 'check');
    if (outcome.committed) for (const { key } of written) this.touched.add(key.pk);
    if (this.loseReplies > 0) {
      this.loseReplies -= 1;
      throw new Error('the reply was lost');
    }
    return outcome;
  }
}
