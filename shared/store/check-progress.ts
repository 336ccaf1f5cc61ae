import * as z from 'zod/mini';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedNumber } from './row.ts';
import { type Action, absent, anyOf, exists } from './table.ts';

/** Where a full check was when its time was over. */
export interface CheckProgress {
  /** Which partition of the index it was in, by its place in the list. */
  readonly partition: number;
  readonly after?: string | undefined;
}

const progressRow = z.object({ partition: storedNumber, after: z.optional(z.string()) });

/** Where the progress of a check is kept. */
export function checkProgressRef(check: string): Ref<CheckProgress> {
  return refTo(itemKeys.checkProgress(check), progressRow);
}

/** Keeps where a check goes on the next time. */
export function keepProgress(check: string, progress: CheckProgress): Action {
  return {
    action: 'put',
    key: itemKeys.checkProgress(check),
    item: { ...progress },
    when: [anyOf([absent], [exists])],
  };
}
