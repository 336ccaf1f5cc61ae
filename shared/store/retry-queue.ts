import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { Tenant } from '../domain/tenant.ts';
import type { CallBounds } from './table.ts';

/**
 * What a message says: which application to work on, and how often it had been when the message
 * was sent. It carries ids only; whoever reads it reads the truth from the table.
 */
export interface RetryMessage {
  readonly tenant: Tenant;
  readonly referenceNo: string;
  readonly attempts: number;
}

// What newer code may say beside it is left to newer code.
const messageBody = z.object({
  clientId: z.string(),
  customerId: z.optional(z.string()),
  referenceNo: z.string(),
  attempts: z.int().check(z.minimum(0)),
});

/** Where messages for the retry worker go. */
export interface RetryQueue {
  /** @param delaySeconds 0 to 900 */
  send(message: RetryMessage, delaySeconds: number, bounds: CallBounds): Promise<void>;
}

/** The queue on SQS. */
export class SqsRetryQueue implements RetryQueue {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async send(message: RetryMessage, delaySeconds: number, bounds: CallBounds): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#queueUrl,
        MessageBody: writeRetryMessage(message),
        DelaySeconds: delaySeconds,
      }),
      { abortSignal: bounds.signal },
    );
  }
}

/** Writes a message's text. */
export function writeRetryMessage({ tenant, referenceNo, attempts }: RetryMessage): string {
  return JSON.stringify({ ...tenant, referenceNo, attempts });
}

/** Reads a message's text, or gives undefined for one that no code of ours has written. */
export function readRetryMessage(text: string): RetryMessage | undefined {
  try {
    const { referenceNo, attempts, clientId, customerId } = messageBody.parse(JSON.parse(text));
    const tenant: Tenant = customerId === undefined ? { clientId } : { clientId, customerId };
    return { tenant, referenceNo, attempts };
  } catch {
    return undefined;
  }
}
