import { createPublicKey } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBClient,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { rows } from '../instance.ts';
import { floor } from './floor.ts';
import { handled } from './instance.ts';
import { live } from './live-instance.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import { medianRatio, type Samples, timeInRounds } from './rounds.ts';
import { isQuick, tell } from './suite.ts';

type Row = Record<string, AttributeValue>;

const provider = await startBenchProvider();
Object.assign(process.env, provider.environment);
const requests = liveRequests(provider);
const client = new DynamoDBClient({});
const TableName = provider.environment['QUOTALINE_TABLE'] ?? '';

/** All that one granted application has left in the table. */
async function rowsOfOne(): Promise<Row[]> {
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `CLIENT#${provider.clientId}#CUSTOMER#` } },
    }),
  );
  return Items.filter(({ sk }) => /^(GRANT|REF|APPLICATION|EVENT|INVOICE)#/.test(sk?.S ?? ''));
}

/** Puts the rows of so many more past grants into the same partition. */
async function age(rowsOfGrant: readonly Row[], from: number, to: number): Promise<void> {
  let batch: Row[] = [];
  const sending = new Set<Promise<unknown>>();
  const flush = async (): Promise<void> => {
    const Put = batch.map((Item) => ({ PutRequest: { Item } }));
    batch = [];
    const sent = client
      .send(new BatchWriteItemCommand({ RequestItems: { [TableName]: Put } }))
      .finally(() => sending.delete(sent));
    sending.add(sent);
    if (sending.size >= 8) await Promise.race(sending);
  };
  for (let n = from; n < to; n++) {
    for (const row of rowsOfGrant) {
      batch.push({ ...row, sk: { S: `${row['sk']?.S}-${n}` } });
      if (batch.length === 25) await flush();
    }
  }
  if (batch.length > 0) await flush();
  await Promise.all(sending);
  await wait(500);
}

const query = handled(live.query, rows.queryCreditQuota, requests('queryCreditQuota'));
const apply = handled(live.apply, rows.applyCreditGrant, requests('applyCreditGrant'));
const under = floor(requests('queryCreditQuota'), {
  publicKey: createPublicKey(provider.privateKey),
});
await (await apply(1))();
const rowsOfGrant = await rowsOfOne();
const sizes = isQuick ? [1, 1_000, 5_000] : [1, 1_000, 100_000];
const found: Record<number, Samples> = {};
let had = 1;
for (const size of sizes) {
  await age(rowsOfGrant, had, size);
  had = size;
  found[size] = await timeInRounds(
    { floor: under, query, apply },
    isQuick ? { rounds: 5, size: 60 } : { rounds: 11, size: 200 },
  );
}
await provider.stop();
const growth = (name: string): number => {
  const [least = 0, most = 0] = [sizes[0] ?? 0, sizes.at(-1) ?? 0].map((size) =>
    medianRatio(found[size] ?? {}, name, 'floor'),
  );
  return most / least;
};
tell({ 'growth-query': growth('query'), 'growth-apply': growth('apply') }, { sizes, found });
process.exit(0);
