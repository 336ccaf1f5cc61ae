import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
  type KeySchemaElement,
  ResourceInUseException,
} from '@aws-sdk/client-dynamodb';
import {
  BucketAlreadyOwnedByYou,
  CreateBucketCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type LedgerKey, ledgerIndexes, ledgerKey } from '../../shared/catalogue/ledger-keys.ts';
import { localStage } from './local-stage.ts';
import { provisionQueues } from './provision-queues.ts';

/** The ledger's table as the local engine is asked for it: with the keys of the stack's. */
export const tableDefinition: CreateTableCommandInput = {
  TableName: localStage.tableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [ledgerKey, ...ledgerIndexes].flatMap(({ partitionKey, sortKey }) =>
    [partitionKey, sortKey].map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
  ),
  KeySchema: keySchema(ledgerKey),
  GlobalSecondaryIndexes: ledgerIndexes.map(({ indexName, ...indexKey }) => ({
    IndexName: indexName,
    KeySchema: keySchema(indexKey),
    Projection: { ProjectionType: 'KEYS_ONLY' },
  })),
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

function keySchema({ partitionKey, sortKey }: LedgerKey): KeySchemaElement[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    { AttributeName: sortKey.name, KeyType: 'RANGE' },
  ];
}
