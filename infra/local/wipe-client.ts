import {
  BatchWriteItemCommand,
  DynamoDBClient,
  ScanCommand,
  type ScanCommandOutput,
} from '@aws-sdk/client-dynamodb';
import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { localStage } from './local-stage.ts';

/** As many as one request of DynamoDB deletes. */
const batchSize = 25;

/** How much of a client there was. */
export interface Wiped {
  readonly rows: number;
  readonly objects: number;
}

/** Deletes every row and every object of a client, and nothing of anybody else's. */
export async function wipeClient(clientId: string): Promise<Wiped> {
  const [rows, objects] = await Promise.all([wipeRows(clientId), wipeObjects(clientId)]);
  return { rows, objects };
}

async function wipeRows(clientId: string): Promise<number> {
  const client = new DynamoDBClient({});
  let rows = 0;
  try {
    let start: ScanCommandOutput['LastEvaluatedKey'];
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: localStage.tableName,
          ConsistentRead: true,
          ProjectionExpression: 'pk, sk',
          // An id may begin with another's: only the delimiter ends it.
          FilterExpression: 'pk = :own OR pk = :rate OR begins_with(pk, :tenants)',
          ExpressionAttributeValues: {
            ':own': { S: `CLIENT#${clientId}` },
            ':rate': { S: `RATE#${clientId}` },
            ':tenants': { S: `CLIENT#${clientId}#` },
          },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (let at = 0; at < Items.length; at += batchSize) {
        const keys = Items.slice(at, at + batchSize);
        const requests = keys.map((Key) => ({ DeleteRequest: { Key } }));
        const RequestItems = { [localStage.tableName]: requests };
        await client.send(new BatchWriteItemCommand({ RequestItems }));
      }
      rows += Items.length;
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return rows;
  } finally {
    client.destroy();
  }
}

async function wipeObjects(clientId: string): Promise<number> {
  const client = new S3Client({ forcePathStyle: true });
  const Bucket = localStage.bucketName;
  let objects = 0;
  try {
    for (;;) {
      const Prefix = `attachments/${clientId}/`;
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      const Objects = Contents.flatMap(({ Key }) => (Key === undefined ? [] : [{ Key }]));
      if (Objects.length === 0) return objects;
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
      objects += Objects.length;
    }
  } finally {
    client.destroy();
  }
}
