import * as z from 'zod/mini';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo } from './row.ts';
import { type Action, absent } from './table.ts';

/** An event of the back office as it came. */
export interface ReceivedEvent {
  readonly eventId: string;
  /** As one JSON text, or the beginning of one that is too long to be kept. */
  readonly content: string;
  /** SHA-256 of the content, in hex. */
  readonly contentHash: string;
}

const refusedRow = z.object({ contentHash: z.string(), reason: z.string() });

/** Where it is kept that an event id was refused, with what content and why. */
export function refusedEventRef(tenant: Tenant, eventId: string): Ref<z.output<typeof refusedRow>> {
  return refTo(itemKeys.refusedEvent(tenant, eventId), refusedRow);
}

/** Holds a transaction to an event id not having been refused. */
export function eventUnrefused(tenant: Tenant, eventId: string): Action {
  return { action: 'check', key: itemKeys.refusedEvent(tenant, eventId), when: [absent] };
}

/** Refuses an event id, once and for good, and keeps what came for a person to see. */
export function refuseEventId(
  tenant: Tenant,
  event: ReceivedEvent,
  reason: string,
  at: number,
): Action {
  return {
    action: 'put',
    key: itemKeys.refusedEvent(tenant, event.eventId),
    item: { ...event, reason, at },
    when: [absent],
  };
}

/** Keeps what else came under an event id that was posted or refused before; each content once. */
export function keepOtherContent(
  tenant: Tenant,
  event: ReceivedEvent,
  reason: string,
  at: number,
): Action {
  const { eventId, contentHash } = event;
  return {
    action: 'put',
    key: itemKeys.refusedEvent(tenant, `${eventId}#${contentHash.slice(0, 16)}`),
    item: { ...event, reason, at },
    when: [absent],
  };
}

/** Keeps what came without an id to keep it by, of this tenant or of nobody; each content once. */
export function keepUnreadable(
  tenant: Tenant | undefined,
  { content, contentHash }: Omit<ReceivedEvent, 'eventId'>,
  reason: string,
  at: number,
): Action {
  return {
    action: 'put',
    key: itemKeys.unreadableEvent(tenant, contentHash.slice(0, 32)),
    item: { content, contentHash, reason, at },
    when: [absent],
  };
}
