import {
  CreateQueueCommand,
  type QueueAttributeName,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { postLedgerEvent, retryQueueTerms } from '../../shared/catalogue/back-office-functions.ts';
import { maxDeliveries } from './event-delivery.ts';
import { localStage } from './local-stage.ts';
import { deadLetterNameOf, localAccountId, queueUrlOf } from './queue-names.ts';

// Fourteen days, the longest there is: dead letters wait for a person.
const deadLetterRetentionSeconds = '1209600';
// One event is delivered at a time.
const eventVisibilitySeconds = 2 * postLedgerEvent.time.lambdaTimeoutSeconds;

/** Makes the queues where they are missing, each with its dead letters, and sets their terms. */
export async function provisionQueues(sqsEndpoint: string): Promise<void> {
  const client = new SQSClient({});
  const { visibilityTimeoutSeconds, maxReceiveCount } = retryQueueTerms;
  const { retryQueueName, eventQueueName } = localStage;
  const provision = provisionPair.bind(undefined, client, sqsEndpoint);
  try {
    await Promise.all([
      provision(retryQueueName, visibilityTimeoutSeconds, maxReceiveCount),
      provision(eventQueueName, eventVisibilitySeconds, maxDeliveries),
    ]);
  } finally {
    client.destroy();
  }
}

async function provisionPair(
  client: SQSClient,
  sqsEndpoint: string,
  name: string,
  visibilitySeconds: number,
  maxReceiveCount: number,
): Promise<void> {
  const deadLetterName = deadLetterNameOf(name);
  await provisionQueue(client, sqsEndpoint, deadLetterName, {
    MessageRetentionPeriod: deadLetterRetentionSeconds,
  });
  const deadLetterTargetArn = `arn:aws:sqs:us-east-1:${localAccountId}:${deadLetterName}`;
  await provisionQueue(client, sqsEndpoint, name, {
    VisibilityTimeout: `${visibilitySeconds}`,
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount }),
  });
}

/** A queue that is there keeps its messages, and is set to the terms of this version. */
async function provisionQueue(
  client: SQSClient,
  sqsEndpoint: string,
  QueueName: string,
  Attributes: Partial<Record<QueueAttributeName, string>>,
): Promise<void> {
  await client.send(new CreateQueueCommand({ QueueName }));
  const QueueUrl = queueUrlOf(sqsEndpoint, QueueName);
  await client.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}
