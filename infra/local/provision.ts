import {
  CreateTableCommand,
  type CreateTableCommandInput,
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

/** The names of the local stage. */
export const localStage = {
  stage: 'local',
  tableName: 'quotaline-local',
  bucketName: 'quotaline-local-attachments',
} as const;

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
  ],
  KeySchema: keySchema('pk', 'sk'),
  GlobalSecondaryIndexes: [
    index(indexNames.dueGrants, 'dueShard', 'nextDueAt'),
    index(indexNames.expiringGrants, 'expiryShard', 'expiresAt'),
  ],
};

/** Makes the table and the bucket where they are missing. The clients find the engines by themselves. */
export async function provision(): Promise<void> {
  await Promise.all([createTable(), createBucket()]);
}

async function createTable(): Promise<void> {
  const client = new DynamoDBClient({});
  try {
    await client.send(new CreateTableCommand(tableDefinition));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  } finally {
    client.destroy();
  }
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
