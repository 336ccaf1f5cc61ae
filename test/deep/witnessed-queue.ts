import { creditGrantRef } from '../../shared/store/credit-grant-store.ts';
import type { RetryMessage, RetryQueue } from '../../shared/store/retry-queue.ts';
import { readRows } from '../../shared/store/row.ts';
import type { Table } from '../../shared/store/table.ts';
import { unbounded } from '../stage-rows.ts';

/**
 * A queue that looks at the table the moment anything is sent: what a message speaks of must be
 * committed by then. It only tells, since a send that failed would not be noticed.
 *
 * @param unfounded gets, in words, every message sent before its row
 */
export function witnessedQueue(queue: RetryQueue, table: Table, unfounded: string[]): RetryQueue {
  return {
    async send(message, delaySeconds, bounds) {
      if (!(await isCommitted(message, table))) {
        const { referenceNo, attempts } = message;
        unfounded.push(`Q-11: sent for ${referenceNo}, attempt ${attempts}, before it was so`);
      }
      await queue.send(message, delaySeconds, bounds);
    },
  };
}

/** Whether it waits, or has waited, after that many vain attempts. */
async function isCommitted({ tenant, referenceNo, attempts }: RetryMessage, table: Table) {
  const refs = { grant: creditGrantRef(tenant, referenceNo) };
  const { grant } = await readRows(table, refs, unbounded);
  if (grant === undefined) return false;
  // Decided since: a zombie may send when all is over.
  return grant.state.status !== 'ACCEPTED' || grant.state.attempts >= attempts;
}
