import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { indexNames } from '../../shared/catalogue/environment.ts';
import { localStage } from './local-stage.ts';
import { provisionQueues } from './provision-queues.ts';

const tableDefinition: CreateTableCommandInput = {
  TableName: localStage.tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'dueShard', AttributeType: 'S' },
    { AttributeName: 'nextDueAt', AttributeType: 'N' },
    { AttributeName: 'expiryShard', AttributeType: 'S' },
    { AttributeName: 'expiresAt', AttributeType: 'N' },
    { AttributeName: 'booksShard', AttributeType: 'S' },
    { AttributeName: 'booksSince', AttributeType: 'N' },
  ],
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    index(indexNames.dueGrants, 'dueShard', 'nextDueAt'),
    index(indexNames.expiringGrants, 'expiryShard', 'expiresAt'),
    index(indexNames.books, 'booksShard', 'booksSince'),
  ],
};

/**
 * Makes the table, the bucket and the queues where they are missing. The clients find the engines
 * by themselves.
 *
 * @throws {Error} when there is a table of an earlier version, saying what to do
 */
export async function provision(sqsEndpoint: string): Promise<void> {
  await Promise.all([createTable(), createBucket(), provisionQueues(sqsEndpoint)]);
}

async function createTable(): Promise<void> {
  const client = new DynamoDBClient({});
  try {
    await client.send(new CreateTableCommand(tableDefinition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
    await assertIndexes(client);
  } finally {
    client.destroy();
  }
}

async function assertIndexes(client: DynamoDBClient): Promise<void> {
  const { TableName, GlobalSecondaryIndexes = [] } = tableDefinition;
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  const there = Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName) ?? [];
  const missing = GlobalSecondaryIndexes.map(({ IndexName }) => IndexName).filter(
    (name) => !there.includes(name),
  );
  if (missing.length === 0) return;
  throw new Error(
    `its state is of an earlier version (the table lacks the index ${missing.join(', ')}). ` +
      'Start over with: npm start -- --reset',
  );
}

async function createBucket(): Promise<void> {
  const client = new S3Client({ forcePathStyle: true });
  const Bucket = localStage.bucketName;
  try {
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(
      new PutBucketVersioningCommand({
        Bucket,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  } finally {
    client.destroy();
  }
}

function keySchema(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}

function index(IndexName: string, partition: string, sort: string) {
  return {
    IndexName,
    KeySchema: keySchema(partition, sort),
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  };
}
