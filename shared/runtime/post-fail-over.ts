import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { type FencedOrNot, fenceRef, nextEpoch } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import type { Change } from '../store/table.ts';
import { type Posting, type PostingContext, withoutAmounts } from './posting.ts';

type FailOver = BackOfficeEventOf<'facility.fenced' | 'facility.promoted' | 'facility.reconciled'>;

/**
 * A step of a fail-over to another region, on the table that it is posted to. `fenced`, where the
 * facility was written until now: nothing reads or writes it there any more, and every answer that
 * needs it is `U`. `promoted`, where it is written from now on, in the copy of that table: what was
 * accepted before and did not get there is `U`. `reconciled`, there as well: nobody waits for it.
 */
export async function postFailOver(
  { type, data: { productCode } }: FailOver,
  { table, bounds, tenant, nowMs }: PostingContext,
): Promise<Posting> {
  const refs = { facility: fenceRef(tenant, productCode) };
  const { facility } = await readRows(table, refs, bounds);
  if (facility === undefined) return { refused: 'there is no such facility' };
  const step = stepOf(type, facility, nowMs);
  if (typeof step === 'string') return { refused: step };
  const parts = { facility: nextEpoch(tenant, productCode, facility, step) };
  return withoutAmounts(productCode, parts);
}

/** What changes beside the epoch, or why it cannot be. */
function stepOf(
  type: FailOver['type'],
  { fencedSince, unreconciledSince }: FencedOrNot,
  nowMs: number,
): readonly Change[] | string {
  switch (type) {
    case 'facility.fenced':
      if (fencedSince !== undefined) return 'the facility is fenced already';
      return [{ change: 'set', path: 'fencedSince', value: nowMs }];
    case 'facility.promoted':
      return [
        { change: 'remove', path: 'fencedSince' },
        { change: 'set', path: 'unreconciledSince', value: nowMs },
      ];
    case 'facility.reconciled':
      if (fencedSince !== undefined) return 'the facility is fenced';
      if (unreconciledSince === undefined) return 'the facility is reconciled already';
      return [{ change: 'remove', path: 'unreconciledSince' }];
  }
}
