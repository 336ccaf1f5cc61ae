import * as z from 'zod/mini';
import { backOfficeEventTypes } from '../../shared/catalogue/back-office.ts';
import { noticeSource, operatorSource } from '../../shared/catalogue/environment.ts';
import { invokeFunction, type LoadedFunction } from './invoke-function.ts';
import { type QueueMessage, receiveCountOf } from './queue-message.ts';
import type { BatchOutcome } from './queue-poller.ts';
import type { Say } from './say.ts';

/** How often the delivery of an event is tried before it goes to the dead letters. */
export const maxDeliveries = 5;

// SQS moves a message to the dead letters when it would hand it out once more. Not 0: with state on
// the disk fauxqs fails on that, since it then tries to write that the message was never received.
const lastSeconds = 1;

const busEvent = z.looseObject({ id: z.string(), 'detail-type': z.string(), source: z.string() });
type BusEvent = z.output<typeof busEvent>;

const refusal = z.object({ outcome: z.literal('refused'), reason: z.string() });

/** Where events go: what the rules of the deployed bus would match. */
export interface EventTargets {
  /** Gets the events of the back office. */
  readonly postLedgerEvent: LoadedFunction;
  /** Gets the provider's own notices. */
  readonly keepNotice: (event: BusEvent) => void;
  /** Gets what an operator did to partners and keys. */
  readonly keepAudit: (event: BusEvent) => void;
}

/**
 * Delivers events at least once, each by itself, in any order. One whose delivery fails comes
 * again after 1, 2, 4 and 8 seconds, and is then left to the queue's dead letters.
 */
export async function deliverEvents(
  messages: readonly QueueMessage[],
  targets: EventTargets,
  say: Say,
): Promise<BatchOutcome> {
  const done: QueueMessage[] = [];
  const later: { message: QueueMessage; afterSeconds: number }[] = [];
  for (const message of messages) {
    try {
      await deliver(busEvent.parse(JSON.parse(message.Body)), targets, say);
      done.push(message);
    } catch (error) {
      const deliveries = receiveCountOf(message);
      const isLast = deliveries >= maxDeliveries;
      const then = isLast ? 'it goes to the dead letters' : 'it will be tried again';
      say(`An event could not be delivered (${deliveries} of ${maxDeliveries}), ${then}`, error);
      later.push({ message, afterSeconds: isLast ? lastSeconds : 2 ** (deliveries - 1) });
    }
  }
  return { done, later };
}

async function deliver(event: BusEvent, targets: EventTargets, say: Say): Promise<void> {
  const { id, source, 'detail-type': type } = event;
  if (source === noticeSource) {
    targets.keepNotice(event);
  } else if (backOfficeEventTypes.includes(type)) {
    const refused = refusal.safeParse(await invokeFunction(targets.postLedgerEvent, event));
    if (refused.success) say(`The event ${id} (${type}) was refused`, refused.data.reason);
  } else if (source === operatorSource) {
    targets.keepAudit(event);
  } else {
    say(`The event ${id} (${type} from ${source}) matches no rule and is dropped`);
  }
}
