import * as z from 'zod/mini';
import { backOfficeEvent } from '../../shared/catalogue/back-office.ts';
import type { Letter } from './lost-event-queue.ts';
import type { OperatorEvent } from './place.ts';

const text = z.string();
const busEvent = z.object({ time: text, detail: z.unknown() });
/** How Lambda keeps an event that a function has failed on: within what became of it. */
const failedCall = z.object({ requestPayload: z.unknown() });
const sentEvent = z.object({
  eventId: text,
  clientId: text,
  customerId: z.optional(text),
  actor: text,
  reason: text,
  type: text,
  data: z.record(text, z.unknown()),
});

/** A letter, and the event in it where it holds one that can be posted. */
export interface LostEvent {
  readonly letter: Letter;
  /** When the bus took it, ISO 8601. */
  readonly at: string;
  readonly event: OperatorEvent | undefined;
}

/** Reads letters in the order in which the bus took them: a loan comes before its repayment. */
export function readLostEvents(letters: readonly Letter[]): LostEvent[] {
  return letters.map(readLetter).sort((left, right) => left.at.localeCompare(right.at));
}

function readLetter(letter: Letter): LostEvent {
  const kept = jsonOf(letter.body);
  const { data } = busEvent.safeParse(failedCall.safeParse(kept).data?.requestPayload ?? kept);
  const isSound = backOfficeEvent.safeParse(data?.detail).success;
  const event = isSound ? sentEvent.parse(data?.detail) : undefined;
  return { letter, at: data?.time ?? 'at some time', event: event && withCustomer(event) };
}

/** The customer is left out where there is none: what was sent is posted, member by member. */
function withCustomer({ customerId, ...event }: z.output<typeof sentEvent>): OperatorEvent {
  return customerId === undefined ? event : { ...event, customerId };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
