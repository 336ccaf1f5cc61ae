import type { LedgerEntry } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { CallBounds, Table, Transaction } from '../store/table.ts';

/** What a posting is made with. */
export interface PostingContext {
  readonly table: Table;
  readonly bounds: CallBounds;
  readonly tenant: Tenant;
  readonly nowMs: number;
}

/** What an event does, as of the rows that were read for it, or why it cannot be. */
export type Posting =
  | {
      /** The parts of the transaction beside the event itself. */
      readonly parts: Transaction;
      readonly subject: string;
      readonly currency: string;
      readonly entries: readonly LedgerEntry[];
      readonly creditGrantNo?: string;
      readonly drawdownNo?: string;
      /** From when on it is not written any more, epoch milliseconds. */
      readonly until?: number;
    }
  | { readonly refused: string };

/** An event that moves no amount. */
export function withoutAmounts(subject: string, parts: Transaction): Posting {
  return { parts, subject, currency: '', entries: [] };
}
