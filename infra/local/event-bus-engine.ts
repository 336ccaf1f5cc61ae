import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { LOOPBACK } from './engine-ports.ts';
import { parsing, serveJsonEngine } from './json-engine.ts';
import { eventQueueNameOf, localAccountId, queueUrlOf } from './queue-names.ts';

// EventBridge's own limits: of one call, and of its entries together.
const MAX_ENTRIES = 10;
const MAX_BODY_BYTES = 1_048_576;
// The end of the year 9999.
const MAX_TIME_SECONDS = 253_402_300_799;
const INVALID_CODE = 'ValidationException';

const entry = z.object({
  EventBusName: z.optional(z.string()),
  Source: z.optional(z.string()),
  DetailType: z.optional(z.string()),
  Detail: z.optional(z.string()),
  Resources: z.optional(z.array(z.string())),
  /** Epoch seconds. */
  Time: z.optional(z.number().check(z.gte(0), z.lte(MAX_TIME_SECONDS))),
});
type Entry = z.output<typeof entry>;

const putEventsRequest = z.object({
  Entries: z.array(entry).check(z.minLength(1), z.maxLength(MAX_ENTRIES)),
});

type EntryAnswer = { readonly EventId: string } | EntryFailure;
interface EntryFailure {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/**
 * Serves EventBridge's PutEvents on the loopback address. An event is answered once it is a
 * message, as EventBridge would deliver it, in the bus's queue, and so on the disk; whoever serves
 * the rules' targets takes it from there. Not emulated: signatures, rules, archives, other buses
 * than those that have a queue.
 *
 * @param queuePort where SQS answers
 */
export async function serveEventBus(port: number, queuePort: number): Promise<void> {
  const putEvents = parsing(putEventsRequest, INVALID_CODE, async ({ Entries }) => {
    const answers: EntryAnswer[] = [];
    for (const each of Entries) answers.push(await put(each, queuePort));
    const FailedEntryCount = answers.filter((answer) => 'ErrorCode' in answer).length;
    return { FailedEntryCount, Entries: answers };
  });
  await serveJsonEngine(port, {
    targetPrefix: 'AWSEvents.',
    operations: new Map([['PutEvents', putEvents]]),
    maxBodyBytes: MAX_BODY_BYTES,
    invalidCode: INVALID_CODE,
  });
}

async function put(given: Entry, queuePort: number): Promise<EntryAnswer> {
  const { EventBusName = 'default', Source, DetailType, Detail, Resources = [], Time } = given;
  if (!Source || !DetailType || !Detail) {
    return failure('InvalidArgument', 'Parameters Source, DetailType and Detail are required.');
  }
  const detail = jsonObject(Detail);
  if (detail === undefined) return failure('MalformedDetail', 'Detail is malformed.');
  const id = randomUUID();
  const event = {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: localAccountId,
    time: `${new Date(Time === undefined ? Date.now() : Time * 1_000).toISOString().slice(0, 19)}Z`,
    region: 'us-east-1',
    resources: Resources,
    detail,
  };
  const queueName = eventQueueNameOf(EventBusName.replace(/^arn:.*\//, ''));
  const problem = await enqueue(queuePort, queueName, JSON.stringify(event));
  return problem === undefined ? { EventId: id } : failure('InternalFailure', problem);
}

function failure(ErrorCode: string, ErrorMessage: string): EntryFailure {
  return { ErrorCode, ErrorMessage };
}

function jsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Sends without the SDK, which this process does not otherwise load. @returns what went wrong */
async function enqueue(
  port: number,
  queueName: string,
  MessageBody: string,
): Promise<string | undefined> {
  const endpoint = `http://${LOOPBACK}:${port}`;
  const QueueUrl = queueUrlOf(endpoint, queueName);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AmazonSQS.SendMessage',
    },
    body: JSON.stringify({ QueueUrl, MessageBody }),
  });
  return response.ok ? undefined : `${queueName}: ${await response.text()}`;
}
