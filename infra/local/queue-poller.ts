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
  /** How many batches are worked on at once, each by itself. */
  readonly maxConcurrency: number;
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
 * Takes messages from a queue until told to stop: one receiver, which hands each batch over and
 * goes back for the next one as long as fewer are in hand than may be. So a message that arrives
 * wakes one receiver, where ten that wait would all be woken for it. While the queue cannot be
 * reached it tries again, ever less often, and says so once.
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
  const faults = new Faults((error) => say(`${queue.queueUrl} cannot be worked on for now`, error));
  const inHand = new Set<Promise<void>>();
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      if (!signal.aborted) faults.note(error);
    }
  };
  while (!signal.aborted) {
    await faults.rest(signal);
    await attempt(async () => {
      const messages = await receive(queue, client, signal);
      if (messages.length === 0) return faults.end();
      const batch = attempt(async () => {
        await settle(queue.queueUrl, await queue.work(messages), client);
        faults.end();
      }).finally(() => inHand.delete(batch));
      inHand.add(batch);
    });
    if (inHand.size >= queue.maxConcurrency) await Promise.race(inHand);
  }
  await Promise.all(inHand);
}

/** What goes wrong one time after the other is said once, and rested after ever longer. */
class Faults {
  readonly #say: (error: unknown) => void;
  #pauseMs = FIRST_PAUSE_MS;
  #restUntil = 0;

  constructor(say: (error: unknown) => void) {
    this.#say = say;
  }

  note(error: unknown): void {
    // What fails together, since the engine went away beneath all of it, is one fault.
    if (performance.now() < this.#restUntil) return;
    if (this.#pauseMs === FIRST_PAUSE_MS) this.#say(error);
    this.#restUntil = performance.now() + this.#pauseMs;
    this.#pauseMs = Math.min(MAX_PAUSE_MS, 2 * this.#pauseMs);
  }

  end(): void {
    this.#pauseMs = FIRST_PAUSE_MS;
  }

  async rest(signal: AbortSignal): Promise<void> {
    const leftMs = this.#restUntil - performance.now();
    if (leftMs > 0) await wait(leftMs, undefined, { signal }).catch(() => undefined);
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
