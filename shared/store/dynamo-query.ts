import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { indexAttributes } from './index-keys.ts';
import type { CallBounds, IndexQuery, Item, ItemPage, KeyPage, ListQuery } from './table.ts';

/** Reads one page of a sparse index, eventually consistent as indexes are. */
export async function queryIndex(
  client: DynamoDBClient,
  tableName: string,
  query: IndexQuery,
  bounds: CallBounds,
): Promise<KeyPage> {
  const [partition, sort] = indexAttributes[query.index];
  const page = await client.send(
    new QueryCommand({
      TableName: tableName,
      IndexName: query.index,
      KeyConditionExpression: '#partition = :partition AND #sort <= :upTo',
      ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
      ExpressionAttributeValues: marshall({ ':partition': query.partition, ':upTo': query.upTo }),
      Limit: query.limit,
      ...startAfter(query.after),
    }),
    { abortSignal: bounds.signal },
  );
  const items = (page.Items ?? []).map((raw) => unmarshall(raw));
  return {
    keys: items.map(({ pk, sk }) => ({ pk: String(pk), sk: String(sk) })),
    ...nextOf(page.LastEvaluatedKey),
  };
}

/** Reads one page of the items of one kind in a partition, consistently. */
export async function queryPartition(
  client: DynamoDBClient,
  tableName: string,
  query: ListQuery,
  bounds: CallBounds,
): Promise<ItemPage> {
  const page = await client.send(
    new QueryCommand({
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
      ExpressionAttributeValues: marshall({ ':pk': query.pk, ':prefix': query.skPrefix }),
      Limit: query.limit,
      ...startAfter(query.after),
    }),
    { abortSignal: bounds.signal },
  );
  const items: Item[] = (page.Items ?? []).map((raw) => unmarshall(raw, { wrapNumbers: BigInt }));
  return { items, ...nextOf(page.LastEvaluatedKey) };
}

function startAfter(after: string | undefined) {
  return after === undefined ? {} : { ExclusiveStartKey: marshall(JSON.parse(after)) };
}

/** Keys are of texts and instants only, which JSON carries as they are. */
function nextOf(key: Record<string, AttributeValue> | undefined): { next?: string } {
  return key === undefined ? {} : { next: JSON.stringify(unmarshall(key)) };
}
