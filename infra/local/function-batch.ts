import type { SQSEvent, SQSMessageAttribute, SQSRecord } from 'aws-lambda';
import * as z from 'zod/mini';
import { invokeFunction, type LoadedFunction } from './invoke-function.ts';
import type { QueueMessage } from './queue-message.ts';
import { localAccountId } from './queue-names.ts';
import type { BatchOutcome } from './queue-poller.ts';
import type { Say } from './say.ts';

const batchAnswer = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().check(z.minLength(1)) })),
});

/**
 * Hands a batch to a function as Lambda's event source mapping does with partial batch responses:
 * what the answer does not list is done. When the function throws or takes too long, and when the
 * answer is not such a list of ids of this very batch, nothing is. What is not done comes again
 * when the queue's visibility timeout ends, never before.
 *
 * Stricter than Lambda in one point: Lambda takes no answer, or one without the list, for success,
 * and would lose the messages; here it fails the batch, so that the mistake shows.
 */
export async function handBatchTo(
  target: LoadedFunction,
  queueName: string,
  messages: readonly QueueMessage[],
  say: Say,
): Promise<BatchOutcome> {
  try {
    const failed = failedIds(await invokeFunction(target, sqsEventOf(queueName, messages)));
    const stranger = [...failed].find((id) => !messages.some(({ MessageId }) => MessageId === id));
    if (stranger !== undefined) throw new Error(`it lists ${stranger}, which it was not given`);
    return { done: messages.filter(({ MessageId }) => !failed.has(MessageId)) };
  } catch (error) {
    say(`${target.row.functionName} failed on a whole batch, which comes again`, error);
    return { done: [] };
  }
}

/** @throws {Error} when the answer is not a list of failures */
function failedIds(answer: unknown): ReadonlySet<string> {
  const parsed = batchAnswer.safeParse(answer);
  if (!parsed.success) throw new Error('its answer is no list of batchItemFailures with their ids');
  return new Set(parsed.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}

function sqsEventOf(queueName: string, messages: readonly QueueMessage[]): SQSEvent {
  return { Records: messages.map((message) => recordOf(queueName, message)) };
}

function recordOf(queueName: string, message: QueueMessage): SQSRecord {
  return {
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: Object.fromEntries(
      Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
        name,
        attributeOf(value),
      ]),
    ),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:${localAccountId}:${queueName}`,
    awsRegion: 'us-east-1',
  };
}

type Attribute = NonNullable<QueueMessage['MessageAttributes']>[string];

function attributeOf({ DataType, StringValue, BinaryValue }: Attribute): SQSMessageAttribute {
  return {
    dataType: DataType,
    ...(StringValue !== undefined && { stringValue: StringValue }),
    ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
  };
}
