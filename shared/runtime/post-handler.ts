import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { backOfficeEvent } from '../catalogue/back-office.ts';
import type { BackOfficeSource } from './back-office.ts';
import { boundsOfInvocation } from './invocation.ts';
import { type PostResult, postEvent } from './post-event.ts';
import { describeSchemaIssue } from './schema-issue.ts';

/** An event as EventBridge delivers it; an operator's command sends the detail alone. */
const busEvent = z.object({ 'detail-type': z.string(), detail: z.unknown() });

/** The one door for all that the partner APIs do not cause. */
export type PostHandler = (event: unknown, context: Context) => Promise<PostResult>;

/**
 * Posts what comes from the bus or from an operator. What is not an event of ours is refused with
 * the member that is wrong; a fault is thrown, so that the sender sends again.
 */
export function postHandler(live: BackOfficeSource): PostHandler {
  return async (event, context) => {
    const deps = live();
    const fromBus = busEvent.safeParse(event);
    const detail = fromBus.success ? fromBus.data.detail : event;
    const parsed = backOfficeEvent.safeParse(detail);
    if (!parsed.success) {
      const reason = describeSchemaIssue(parsed.error.issues[0], detail, 'event');
      deps.onFault('back-office event refused', new Error(reason));
      deps.count('EventsRefused', 1);
      return { outcome: 'refused', reason };
    }
    const { bounds, end } = boundsOfInvocation(context, deps.now);
    try {
      const result = await postEvent(parsed.data, deps.table, deps.now, bounds);
      if (result.outcome === 'refused') deps.count('EventsRefused', 1);
      return result;
    } finally {
      end();
    }
  };
}
