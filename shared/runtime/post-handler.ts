import type { Context } from 'aws-lambda';
import { TrafficExceeded } from '../domain/refusal.ts';
import { keepUnreadable } from '../store/refused-event-store.ts';
import type { CallBounds } from '../store/table.ts';
import type { BackOffice, BackOfficeSource } from './back-office.ts';
import { outcomeBefore, type PostResult, refuse } from './event-outcome.ts';
import { boundsOfInvocation } from './invocation.ts';
import { postEvent } from './post-event.ts';
import { readEvent, type UnreadableEvent } from './received-event.ts';

/** The one door for all that the partner APIs do not cause. */
export type PostHandler = (event: unknown, context: Context) => Promise<PostResult>;

const maxTries = 3;

/**
 * Posts what comes from the bus or from an operator. What is not an event of ours is refused with
 * the member that is wrong, and kept; a fault is thrown, so that the sender sends again.
 */
export function postHandler(live: BackOfficeSource): PostHandler {
  return async (received, context) => {
    const deps = live();
    const { bounds, end } = boundsOfInvocation(context, deps.now);
    try {
      const event = readEvent(received);
      const result =
        'unreadable' in event
          ? await refuseUnreadable(event, deps, bounds)
          : await postEvent(event, deps.table, deps.now, bounds);
      if (result.outcome === 'refused') deps.count('EventsRefused', 1);
      return result;
    } finally {
      end();
    }
  };
}

/** Its id is used up like that of any other refused event, where it has one and names a tenant. */
async function refuseUnreadable(
  event: UnreadableEvent,
  deps: BackOffice,
  bounds: CallBounds,
): Promise<PostResult> {
  const { unreadable: reason, eventId, tenant, content, contentHash } = event;
  const whose = `${eventId ?? 'without an id'} of ${tenant?.clientId ?? 'no client'}`;
  deps.onFault('back-office event refused', new Error(`${reason} (event ${whose})`));
  const { table, now } = deps;
  if (tenant === undefined || eventId === undefined) {
    const kept = keepUnreadable(tenant, { content, contentHash }, reason, now());
    // Not written: the same came before.
    await table.write({ kept }, bounds);
    return { outcome: 'refused', reason };
  }
  const received = { eventId, content, contentHash };
  for (let tries = 0; tries < maxTries; tries++) {
    const context = { table, bounds, tenant, nowMs: now() };
    const before = await outcomeBefore(received, context);
    const result = before ?? (await refuse(received, reason, context));
    if (result !== undefined) return result;
  }
  throw new TrafficExceeded(`the rows moved ${maxTries} times`);
}
