import * as z from 'zod/mini';
import {
  type BackOfficeEvent,
  backOfficeEvent,
  namedEvent,
  namedTenant,
} from '../catalogue/back-office.ts';
import type { Tenant } from '../domain/tenant.ts';
import { hashContent } from '../store/content-hash.ts';
import type { ReceivedEvent } from '../store/refused-event-store.ts';
import { describeSchemaIssue } from './schema-issue.ts';

/** An event as EventBridge delivers it; an operator's command sends the detail alone. */
const busEvent = z.object({ 'detail-type': z.string(), detail: z.unknown() });

/** What is kept of an event that cannot be read: a page or two, well under what an item can hold. */
const maxKept = 32_768;

/** What came and is no event of ours, with as much as it says of itself. */
export interface UnreadableEvent extends Omit<ReceivedEvent, 'eventId'> {
  readonly unreadable: string;
  readonly eventId: string | undefined;
  readonly tenant: Tenant | undefined;
}

/** Reads what came from the bus or from an operator, or tells what is wrong with it. */
export function readEvent(received: unknown): BackOfficeEvent | UnreadableEvent {
  const fromBus = busEvent.safeParse(received);
  const detail = fromBus.success ? fromBus.data.detail : received;
  const parsed = backOfficeEvent.safeParse(detail);
  if (!parsed.success) {
    const reason = describeSchemaIssue(parsed.error.issues[0], detail, 'event');
    return unreadable(received, detail, reason);
  }
  // Rules and archives of the bus go by the one, and we by the other: they are to agree.
  if (fromBus.success && fromBus.data['detail-type'] !== parsed.data.type) {
    return unreadable(received, detail, 'detail-type: not the type of the event');
  }
  return parsed.data;
}

function unreadable(received: unknown, detail: unknown, reason: string): UnreadableEvent {
  const named = namedEvent.safeParse(detail);
  const tenant = namedTenant.safeParse(detail);
  // The envelope of the bus differs from one sending of an event to the next: it is left out.
  const content = JSON.stringify(detail) ?? String(received);
  return {
    unreadable: reason,
    eventId: named.success ? named.data.eventId : undefined,
    tenant: tenant.success ? tenantOf(tenant.data) : undefined,
    content: content.slice(0, maxKept).toWellFormed(),
    contentHash: hashContent(content),
  };
}

function tenantOf({ clientId, customerId }: z.output<typeof namedTenant>): Tenant {
  return customerId === undefined ? { clientId } : { clientId, customerId };
}
