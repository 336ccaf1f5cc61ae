import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { type QueueMessage, queueMessages } from './queue-message.ts';
import { type Running, settledWithin } from './running.ts';
import type { Say } from './say.ts';

/** What became of a batch. Messages in neither list come again when their visibility ends. */
export interface BatchOutcome {
  /** To be deleted. */
  readonly done: readonly QueueMessage[];
  /** To come again at another time than the queue's own. */
  readonly later?: readonly { readonly message: QueueMessage; readonly afterSeconds: number }[];
}

/** A queue, and what is done with its messages. */
export interface PolledQueue {
  readonly queueUrl: string;
  /** At most 10. */
  readonly batchSize: number;
  readonly work: (messages: readonly QueueMessage[]) => Promise<BatchOutcome>;
}

// The longest that SQS lets a receiver wait.
const WAIT_SECONDS = 20;
// An engine that crashed is back within half a second or so.
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;
// What a batch in hand is given to end; after that its messages come again.
const STOP_WITHIN_MS = 3_000;

/**
 * Takes messages from a queue, one batch after the other, until told to stop. While the queue
 * cannot be reached it tries again, ever less often, and says so once.
 */
export function pollQueue(queue: PolledQueue, say: Say): Running {
  const stopping = new AbortController();
  const client = new SQSClient({ maxAttempts: 1 });
  const running = poll(queue, client, stopping.signal, say).finally(() => client.destroy());
  return {
    async stop() {
      stopping.abort();
      await settledWithin(running, STOP_WITHIN_MS);
    },
  };
}

async function poll(
  queue: PolledQueue,
  client: SQSClient,
  signal: AbortSignal,
  say: Say,
): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const messages = await receive(queue, client, signal);
      if (messages.length > 0) await settle(queue.queueUrl, await queue.work(messages), client);
      pauseMs = FIRST_PAUSE_MS;
    } catch (error) {
      if (signal.aborted) return;
      if (pauseMs === FIRST_PAUSE_MS) say(`${queue.queueUrl} cannot be worked on for now`, error);
      await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      pauseMs = Math.min(MAX_PAUSE_MS, 2 * pauseMs);
    }
  }
}

async function receive(
  { queueUrl, batchSize }: PolledQueue,
  client: SQSClient,
  abortSignal: AbortSignal,
): Promise<readonly QueueMessage[]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: batchSize,
    WaitTimeSeconds: WAIT_SECONDS,
    MessageSystemAttributeNames: ['All'],
    MessageAttributeNames: ['All'],
  });
  const { Messages = [] } = await client.send(command, { abortSignal });
  return queueMessages.parse(Messages);
}

async function settle(
  QueueUrl: string,
  { done, later = [] }: BatchOutcome,
  client: SQSClient,
): Promise<void> {
  if (done.length > 0) {
    const Entries = done.map(({ ReceiptHandle }, at) => ({ Id: `${at}`, ReceiptHandle }));
    await client.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
  for (const { message, afterSeconds: VisibilityTimeout } of later) {
    const { ReceiptHandle } = message;
    const change = { QueueUrl, ReceiptHandle, VisibilityTimeout };
    await client.send(new ChangeMessageVisibilityCommand(change));
  }
}
