import type { Context, SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import { handBatchTo } from '../../../infra/local/function-batch.ts';
import type { LoadedFunction } from '../../../infra/local/invoke-function.ts';
import { pollQueue } from '../../../infra/local/queue-poller.ts';
import { listener, queueForTest, soon, stopAfterTest, useEnvironment } from './queue-for-test.ts';

type Answering = (event: SQSEvent, context: Context) => unknown;

let engines: Engines;
let tests = 0;

beforeAll(async () => {
  engines = await startEngines({});
});
afterAll(() => engines.stop());

/** A queue polled for a function that answers as it is told, and the bodies of each batch. */
async function polledBy(answering: Answering, visibilitySeconds = 60) {
  useEnvironment(engines);
  const name = `batch-${++tests}`;
  const queue = await queueForTest(engines, name, { visibilitySeconds });
  const batches: string[][] = [];
  const target: LoadedFunction = {
    row: { functionName: 'fake', time: { lambdaTimeoutSeconds: 1 } },
    handler: async (event, context) => {
      batches.push((event as SQSEvent).Records.map(({ body }) => body).sort());
      return answering(event as SQSEvent, context);
    },
  };
  const said = listener();
  const start = () =>
    stopAfterTest(
      pollQueue(
        {
          queueUrl: queue.url,
          batchSize: 10,
          maxConcurrency: 1,
          work: (messages) => handBatchTo(target, name, messages, said.say),
        },
        said.say,
      ),
    );
  return { queue, batches, said: said.lines, start };
}

const failing =
  (...bodies: string[]): Answering =>
  ({ Records }) => ({
    batchItemFailures: Records.filter(({ body }) => bodies.includes(body)).map(({ messageId }) => ({
      itemIdentifier: messageId,
    })),
  });

test('the messages that are not listed are deleted, the listed ones come again', async () => {
  const { queue, batches, start } = await polledBy(failing('b'), 1);
  for (const body of ['a', 'b', 'c']) await queue.send(body);
  start();
  await expect.poll(() => batches, { timeout: 3_000 }).toEqual([['a', 'b', 'c'], ['b']]);
});

test('a batch of which nothing is listed is deleted', async () => {
  const { queue, start, said } = await polledBy(failing());
  for (const body of ['a', 'b']) await queue.send(body);
  start();
  await expect.poll(queue.size, soon).toBe(0);
  expect(said).toEqual([]);
});

test('what failed does not come again before its visibility ends', async () => {
  const { queue, batches, start } = await polledBy(failing('a'), 3);
  await queue.send('a');
  start();
  await expect.poll(() => batches.length, soon).toBe(1);
  const startedAt = performance.now();
  await expect.poll(() => batches.length, { timeout: 6_000 }).toBe(2);
  expect(performance.now() - startedAt).toBeGreaterThan(2_500);
});

describe('the whole batch fails', () => {
  const itemIdentifiers = (...ids: unknown[]) => ({
    batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })),
  });
  const throwing: Answering = () => {
    throw new Error('no');
  };

  test.each<[string, Answering, RegExp]>([
    ['when the function throws', throwing, /: no$/],
    ['when it takes too long', () => new Promise(() => undefined), /fake timed out after 1 s$/],
    ['without an answer', () => undefined, /its answer is no list/],
    ['on a text', () => 'done', /its answer is no list/],
    ['on an answer without the list', () => ({}), /its answer is no list/],
    ['on a list of bare ids', (e) => ({ batchItemFailures: [e.Records[0]?.messageId] }), /no list/],
    ['on an empty id', () => itemIdentifiers(''), /its answer is no list/],
    ['on a null id', () => itemIdentifiers(null), /its answer is no list/],
    ['on a misspelt id', () => ({ batchItemFailures: [{ messageId: 'a' }] }), /no list/],
    ['on the id of another message', () => itemIdentifiers('another'), /lists another/],
    [
      'when one of two ids is of another message',
      ({ Records }) => itemIdentifiers(Records[0]?.messageId, 'another'),
      /lists another/,
    ],
  ])('%s', async (_, answering, reason) => {
    const { queue, batches, said, start } = await polledBy(answering);
    for (const body of ['a', 'b']) await queue.send(body);
    start();
    await expect.poll(() => said.length, { timeout: 3_000 }).toBe(1);
    expect(said[0]).toMatch(reason);
    expect(batches).toEqual([['a', 'b']]);
    expect(await queue.size()).toBe(2);
  });
});

test('a message that failed five times is a dead letter, not a sixth try', async () => {
  const { queue, batches, start } = await polledBy(failing('bad'), 1);
  await queue.send('bad');
  start();
  await expect.poll(queue.deadLetters, { timeout: 10_000, interval: 200 }).toEqual(['bad']);
  expect(batches).toEqual(Array.from({ length: 5 }, () => ['bad']));
  expect(await queue.size()).toBe(0);
});

test('a function gets the records and the context that Lambda gives', async () => {
  const seen: { event: SQSEvent; leftMs: number }[] = [];
  const { queue, start } = await polledBy((event, context) => {
    seen.push({ event, leftMs: context.getRemainingTimeInMillis() });
    return { batchItemFailures: [] };
  });
  await queue.send('hello');
  start();
  await expect.poll(() => seen.length, soon).toBe(1);
  expect(seen[0]?.event.Records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: 'hello',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: '000000000000',
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {},
      md5OfBody: '5d41402abc4b2a76b9719d911017c592',
      eventSource: 'aws:sqs',
      eventSourceARN: expect.stringMatching(/^arn:aws:sqs:us-east-1:000000000000:batch-\d+$/),
      awsRegion: 'us-east-1',
    },
  ]);
  expect(seen[0]?.leftMs).toBeGreaterThan(900);
});

test('more than ten messages come in batches of ten at most', async () => {
  const { queue, batches, start } = await polledBy(failing());
  for (let sent = 0; sent < 13; sent += 1) await queue.send(`${sent}`);
  start();
  await expect.poll(queue.size, soon).toBe(0);
  expect(batches.map(({ length }) => length)).toEqual([10, 3]);
});
