import type { Tenant } from '../domain/tenant.ts';
import { eventUnposted, postedEventRef } from '../store/ledger-store.ts';
import {
  keepOtherContent,
  type ReceivedEvent,
  refusedEventRef,
  refuseEventId,
} from '../store/refused-event-store.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds, Table } from '../store/table.ts';

/** What became of an event. */
export type PostResult =
  | { readonly outcome: 'posted' | 'repeated' }
  | { readonly outcome: 'refused'; readonly reason: string };

/** Where outcomes are kept, and when it is. */
export interface OutcomeContext {
  readonly table: Table;
  readonly bounds: CallBounds;
  readonly tenant: Tenant;
  readonly nowMs: number;
}

/** What an event is called in the ledger: what the system writes there has ids of other forms. */
export function ledgerIdOf(eventId: string): string {
  return `posted:${eventId}`;
}

/**
 * What became of an event id before, told to whoever sends the same event again. Other content
 * under the id is refused, and kept.
 *
 * @returns undefined when the id is new
 */
export async function outcomeBefore(
  event: ReceivedEvent,
  { table, bounds, tenant, nowMs }: OutcomeContext,
): Promise<PostResult | undefined> {
  const { eventId, contentHash } = event;
  const { posted, refused } = await readRows(
    table,
    {
      posted: postedEventRef(tenant, ledgerIdOf(eventId)),
      refused: refusedEventRef(tenant, eventId),
    },
    bounds,
  );
  if (posted?.contentHash === contentHash) return { outcome: 'repeated' };
  if (refused?.contentHash === contentHash) return { outcome: 'refused', reason: refused.reason };
  if (posted === undefined && refused === undefined) return undefined;
  const reason = 'another event came before with this id';
  // Not written: it is kept already.
  await table.write({ kept: keepOtherContent(tenant, event, reason, nowMs) }, bounds);
  return { outcome: 'refused', reason };
}

/**
 * Refuses an event for good: were it posted when it comes again, it would count beside the one
 * that was sent instead of it.
 *
 * @returns undefined when something became of its id meanwhile
 */
export async function refuse(
  event: ReceivedEvent,
  reason: string,
  { table, bounds, tenant, nowMs }: OutcomeContext,
): Promise<PostResult | undefined> {
  const parts = {
    refused: refuseEventId(tenant, event, reason, nowMs),
    unposted: eventUnposted(tenant, ledgerIdOf(event.eventId)),
  };
  const { committed } = await table.write(parts, bounds);
  return committed ? { outcome: 'refused', reason } : undefined;
}
