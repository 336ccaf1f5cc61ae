import { CreateTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateSecretCommand, GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { LocalClients } from './local-clients.ts';

const TableName = 'ledger';
const Key = { pk: { S: 'facility#1' } };

/** Writes one thing to each engine. */
export async function writeState({ dynamodb, sqs, s3, secretsManager }: LocalClients) {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'contracts' }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'retry' }));
  await Promise.all([
    dynamodb.send(new PutItemCommand({ TableName, Item: { ...Key, headroomMinor: { N: '700' } } })),
    s3.send(new PutObjectCommand({ Bucket: 'contracts', Key: 'a/1.txt', Body: 'signed' })),
    sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'try again' })),
    secretsManager.send(new CreateSecretCommand({ Name: 'key/1', SecretString: 'private' })),
  ]);
}

/** Reads what `writeState` wrote. */
export async function readState({ dynamodb, sqs, s3, secretsManager }: LocalClients) {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'retry' }));
  const [item, object, received, secret] = await Promise.all([
    dynamodb.send(new GetItemCommand({ TableName, Key, ConsistentRead: true })),
    s3.send(new GetObjectCommand({ Bucket: 'contracts', Key: 'a/1.txt' })),
    sqs.send(new ReceiveMessageCommand({ QueueUrl, VisibilityTimeout: 0 })),
    secretsManager.send(new GetSecretValueCommand({ SecretId: 'key/1' })),
  ]);
  return {
    item: item.Item?.['headroomMinor']?.N,
    object: await object.Body?.transformToString(),
    messages: received.Messages?.map(({ Body }) => Body),
    secret: secret.SecretString,
  };
}

/** What `readState` gives after `writeState`. */
export const writtenState = {
  item: '700',
  object: 'signed',
  messages: ['try again'],
  secret: 'private',
};
