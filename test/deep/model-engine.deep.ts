import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, test } from 'vitest';
import { type Engines, startEngines } from '../../infra/local/engines.ts';
import { localStage } from '../../infra/local/local-stage.ts';
import { provision } from '../../infra/local/provision.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import { toldModelRun } from './model-report.ts';

let engines: Engines;
let client: DynamoDBClient;

beforeAll(async () => {
  engines = await startEngines({});
  Object.assign(process.env, engines.environment);
  await provision(engines.endpoints.sqs);
  client = new DynamoDBClient({});
});
afterAll(async () => {
  client.destroy();
  await engines.stop();
});

/** The table, emptied: what another world left is not due in this one. */
async function newTable(): Promise<DynamoTable> {
  const TableName = localStage.tableName;
  for (;;) {
    const { Items = [] } = await client.send(
      new ScanCommand({ TableName, ProjectionExpression: 'pk, sk', Limit: 25 }),
    );
    if (Items.length === 0) return new DynamoTable(client, TableName, () => 0);
    const deletes = Items.map((Key) => ({ DeleteRequest: { Key } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: deletes } }));
  }
}

test('the provider does as its model says, on the real local engine', async () => {
  await toldModelRun('model run on the engine', 10_000, newTable);
});
