import type { Tenant } from '../domain/tenant.ts';
import {
  type CheckProgress,
  checkProgressRef,
  keepProgress,
  noProgress,
} from '../store/check-progress.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { tenantOf } from '../store/item-key.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds, Table } from '../store/table.ts';

const check = 'books';

/** The next tenant of a full check, and how far the check has come once it is done with. */
export interface NextTenant {
  readonly tenant: Tenant;
  readonly done: CheckProgress;
}

/**
 * The way of a full check through all tenants that have books. Where it is, is kept after each of
 * them; of two runs that are on the same way, the one that keeps it first goes on.
 */
export class BooksWalk {
  readonly #table: Table;
  readonly #bounds: CallBounds;
  #progress: CheckProgress = noProgress;

  constructor(table: Table, bounds: CallBounds) {
    this.#table = table;
    this.#bounds = bounds;
  }

  /** Reads where an earlier run was cut off. */
  async resume(): Promise<void> {
    const refs = { kept: checkProgressRef(check) };
    const { kept } = await readRows(this.#table, refs, this.#bounds);
    this.#progress = kept ?? noProgress;
  }

  get isUnfinished(): boolean {
    return this.#progress.unfinishedSince !== undefined;
  }

  /** Whether the next tenant has had all the time of a run already. */
  get isLate(): boolean {
    return this.#progress.late === true;
  }

  /** How many tenants were found drifting on the way, by all the runs that were on it. */
  get drifting(): number {
    return this.#progress.drifting ?? 0;
  }

  /** Keeps that it has. */
  keepLate(): Promise<boolean> {
    return this.keep({ ...this.#progress, late: true, step: this.#progress.step + 1 });
  }

  /** Begins anew. @returns whether it is this run that goes on */
  begin(nowMs: number): Promise<boolean> {
    const { step } = this.#progress;
    return this.keep({ partition: 0, unfinishedSince: nowMs, step: step + 1 });
  }

  /** The tenant after those that are done with, or how it is kept that there is none. */
  async next(): Promise<NextTenant | { readonly done: CheckProgress; readonly tenant?: never }> {
    const { unfinishedSince, partition, step, after: from } = this.#progress;
    for (let at = partition; at < indexPartitions.length; at++) {
      const name = indexPartitions[at] ?? '';
      const after = at === partition ? from : undefined;
      // One at a time: an index can be gone on from where a page ended, and nowhere else.
      const query = { index: 'books', partition: name, upTo: 0, limit: 1, after } as const;
      const page = await this.#table.page(query, this.#bounds);
      const [key] = page.keys;
      if (key === undefined) continue;
      const next = page.next === undefined ? { partition: at + 1 } : { partition: at };
      const done = { ...next, after: page.next, unfinishedSince, step: step + 1 };
      return { tenant: tenantOf(key), done };
    }
    return { done: { partition: 0, step: step + 1 } };
  }

  /** Keeps how far it has come. @returns whether it is this run that goes on */
  async keep(progress: CheckProgress): Promise<boolean> {
    const { committed } = await this.#table.write(
      { progress: keepProgress(check, progress) },
      this.#bounds,
    );
    if (committed) this.#progress = progress;
    return committed;
  }
}
