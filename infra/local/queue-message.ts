import * as z from 'zod/mini';

const text = z.string();
const messageAttribute = z.object({
  DataType: text,
  StringValue: z.optional(text),
  BinaryValue: z.optional(z.instanceof(Uint8Array)),
});

const queueMessage = z.object({
  MessageId: text,
  ReceiptHandle: text,
  Body: text,
  MD5OfBody: z.optional(text),
  Attributes: z.object({
    ApproximateReceiveCount: text,
    SentTimestamp: text,
    SenderId: text,
    ApproximateFirstReceiveTimestamp: text,
  }),
  MessageAttributes: z.optional(z.record(text, messageAttribute)),
});

/** Messages as SQS hands them out. */
export const queueMessages = z.array(queueMessage);
/** One message. */
export type QueueMessage = z.output<typeof queueMessage>;

/** How often a message was handed out, this time included. */
export function receiveCountOf({ Attributes }: QueueMessage): number {
  return Number(Attributes.ApproximateReceiveCount);
}
