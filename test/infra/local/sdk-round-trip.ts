import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

// Started by the tests with the engines' environment and a hostile one around it: clients as the
// functions make them, configured by nothing but variables.
const sqs = new SQSClient({});
const s3 = new S3Client({});
const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'plain' }));
const { MessageId } = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'hello' }));
await s3.send(new CreateBucketCommand({ Bucket: 'plain' }));
await s3.send(new PutObjectCommand({ Bucket: 'plain', Key: 'one', Body: 'hello' }));
const { Buckets } = await s3.send(new ListBucketsCommand({}));
await sqs.send(new CreateQueueCommand({ QueueName: 'plain-events' }));
const Entries = [{ EventBusName: 'plain', Source: 'test', DetailType: 'test', Detail: '{}' }];
const { FailedEntryCount } = await new EventBridgeClient({}).send(
  new PutEventsCommand({ Entries }),
);
const { TableNames } = await new DynamoDBClient({}).send(new ListTablesCommand({}));
const { SecretList } = await new SecretsManagerClient({}).send(new ListSecretsCommand({}));
process.stdout.write(
  JSON.stringify({
    sent: MessageId !== undefined,
    eventsRefused: FailedEntryCount,
    buckets: Buckets?.map(({ Name }) => Name),
    tables: TableNames,
    secrets: SecretList,
  }),
);
