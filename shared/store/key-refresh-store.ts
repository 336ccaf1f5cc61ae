import * as z from 'zod/mini';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo } from './row.ts';
import { type Action, absent, anyOf, exists } from './table.ts';

const keyRefreshRow = z.object({ refreshId: z.string() });

/** An operator's word that what instances hold of a client must be loaded anew. */
export type KeyRefresh = z.output<typeof keyRefreshRow>;

/** No instance holds a client's record for longer than an hour; the rest is for clocks that err. */
const memorySeconds = 86_400;

/** Where that word is found; nowhere, most of the time. */
export function keyRefreshRef(clientId: string): Ref<KeyRefresh> {
  return refTo(itemKeys.keyRefresh(clientId), keyRefreshRow);
}

/**
 * Asks every instance for it, in place of what was asked before. Written after the record itself:
 * whoever reads this finds the record changed.
 */
export function askForKeyRefresh(clientId: string, refreshId: string, nowMs: number): Action {
  const forgetAtSeconds = Math.ceil(nowMs / 1_000) + memorySeconds;
  return {
    action: 'put',
    key: itemKeys.keyRefresh(clientId),
    item: { refreshId, forgetAtSeconds },
    // Whatever is there: the table takes no write without a condition.
    when: [anyOf([absent], [exists])],
  };
}
