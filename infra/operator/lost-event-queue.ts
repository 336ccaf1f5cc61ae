import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { patience } from './place.ts';

/** A message of the queue, as far as we read it. */
export interface Letter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
}

/** So many at a time: what is taken is worked on within the time that it is hidden from others. */
const maxLetters = 500;
/** As many as SQS hands out at once. */
const batchSize = 10;
const hiddenSeconds = 1_800;
/** Long enough for SQS to ask all its servers: an empty answer then means an empty queue. */
const waitSeconds = 1;
/** Not 0: with state on the disk the laptop's engine loses a message that is given back so. */
const putBackSeconds = 1;

/** The dead letters of the bus: events that nobody could post while it was tried. */
export class LostEventQueue {
  readonly #client: SQSClient;
  readonly #QueueUrl: string;

  constructor(profile: { readonly profile?: string }, queueUrl: string) {
    this.#client = new SQSClient({ ...patience, ...profile });
    this.#QueueUrl = queueUrl;
  }

  /** Takes what there is, at most 500, and hides it from others for half an hour. */
  async take(): Promise<Letter[]> {
    const taken = new Map<string, Letter>();
    while (taken.size < maxLetters) {
      const { Messages = [] } = await this.#client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.#QueueUrl,
          MaxNumberOfMessages: batchSize,
          VisibilityTimeout: hiddenSeconds,
          WaitTimeSeconds: waitSeconds,
        }),
      );
      if (Messages.length === 0) break;
      for (const { MessageId = '', ReceiptHandle = '', Body = '' } of Messages) {
        taken.set(MessageId, { messageId: MessageId, receiptHandle: ReceiptHandle, body: Body });
      }
    }
    return [...taken.values()];
  }

  /** Removes a letter for good. */
  async remove({ receiptHandle: ReceiptHandle }: Letter): Promise<void> {
    const QueueUrl = this.#QueueUrl;
    await this.#client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  }

  /** Shows a letter to others again, a second from now. */
  async putBack({ receiptHandle: ReceiptHandle }: Letter): Promise<void> {
    const change = { QueueUrl: this.#QueueUrl, ReceiptHandle, VisibilityTimeout: putBackSeconds };
    await this.#client.send(new ChangeMessageVisibilityCommand(change));
  }
}
