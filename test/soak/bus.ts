import { setTimeout as wait } from 'node:timers/promises';
import type { CallOptions } from '../../shared/client/signed-request.ts';
import type { SoakedServer } from './soaked-server.ts';

const pauseMs = 300;

/** An event of the back office, as a core-banking system puts it on the bus. */
export interface BankEvent {
  readonly eventId: string;
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** Puts an event on the bus, as often as it takes until the bus has it or it is too late. */
export async function putUntilTaken(
  server: SoakedServer,
  { clientId, acting }: { readonly clientId: string; readonly acting: CallOptions },
  event: BankEvent,
  untilMs: number,
): Promise<void> {
  const { customerId } = acting;
  const whose = { clientId, ...(customerId !== undefined && { customerId }) };
  const Detail = JSON.stringify({
    ...event,
    ...whose,
    actor: 'core banking',
    reason: 'a soak run',
  });
  while (Date.now() < untilMs && !(await put(server, event.type, Detail))) await wait(pauseMs);
}

async function put(server: SoakedServer, DetailType: string, Detail: string): Promise<boolean> {
  const environment = server.environment();
  const endpoint = environment?.['AWS_ENDPOINT_URL_EVENTBRIDGE'];
  const EventBusName = environment?.['QUOTALINE_EVENT_BUS'];
  if (endpoint === undefined || EventBusName === undefined) return false;
  const entry = { EventBusName, Source: 'soak.core-banking', DetailType, Detail };
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSEvents.PutEvents',
      },
      body: JSON.stringify({ Entries: [entry] }),
    });
    const answer = (await response.json()) as { readonly FailedEntryCount?: number };
    return answer.FailedEntryCount === 0;
  } catch {
    // Nobody knows whether it was taken; an event counts once however often it is put.
    return false;
  }
}
