import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { expect, test } from 'vitest';
import type { LoadedFunction } from '../../../infra/local/invoke-function.ts';
import { startBackOffice } from '../../../infra/local/local-back-office.ts';
import { localStage } from '../../../infra/local/local-stage.ts';
import { provisionQueues } from '../../../infra/local/provision-queues.ts';
import { queueUrlOf } from '../../../infra/local/queue-names.ts';
import { enginesForTest, folderForTest } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';
import { listener, soon, stopAfterTest, useEnvironment } from './queue-for-test.ts';

/** A function that answers as it is told. */
function fake(handler: LoadedFunction['handler']): LoadedFunction {
  return { row: { functionName: 'fake', time: { lambdaTimeoutSeconds: 30 } }, handler };
}

test('deferred applications are worked on ten batches of five at a time, as in the cloud', async () => {
  const engines = await enginesForTest();
  useEnvironment(engines);
  const { sqs: sqsEndpoint } = engines.endpoints;
  await provisionQueues(sqsEndpoint);
  const { sqs } = localClients(engines.endpoints);
  const QueueUrl = queueUrlOf(sqsEndpoint, localStage.retryQueueName);
  for (let batch = 0; batch < 7; batch++) {
    const Entries = Array.from({ length: 10 }, (_, n) => ({ Id: `${n}`, MessageBody: `${n}` }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
  const held = Promise.withResolvers<void>();
  const batches: number[] = [];
  const retry = fake(async (event) => {
    batches.push((event as SQSEvent).Records.length);
    await held.promise;
    return { batchItemFailures: [] };
  });
  const idle = fake(async () => undefined);
  const functions = { retry, check: idle, post: idle };
  const { say, lines } = listener();
  const setup = { home: folderForTest(), sqsEndpoint, functions, schedules: false, say };
  stopAfterTest(startBackOffice(setup));
  await expect.poll(() => batches.length, soon).toBe(10);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(batches).toEqual(Array.from({ length: 10 }, () => 5));
  held.resolve();
  await expect.poll(() => batches.length, soon).toBe(14);
  expect(lines).toEqual([]);
});
