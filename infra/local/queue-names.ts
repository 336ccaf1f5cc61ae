/** The account that every local queue is in. */
export const localAccountId = '000000000000';

/** The URL of a queue: plain loopback, since the SDK sends to the host inside it. */
export function queueUrlOf(sqsEndpoint: string, queueName: string): string {
  return `${sqsEndpoint}/${localAccountId}/${queueName}`;
}

/** The queue in which the events of a bus wait for their delivery. */
export function eventQueueNameOf(busName: string): string {
  return `${busName}-events`;
}

/** The queue that takes what another has handed out too often. */
export function deadLetterNameOf(queueName: string): string {
  return `${queueName}-dead-letters`;
}
