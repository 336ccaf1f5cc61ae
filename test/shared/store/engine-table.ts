import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import { localStage } from '../../../infra/local/local-stage.ts';
import { provision } from '../../../infra/local/provision.ts';
import { DynamoTable } from '../../../shared/store/dynamo-table.ts';

/** A real engine with the table on it, and clients that a test can break one by one. */
export interface EngineTable {
  /** A client of its own, which tries so many times. */
  newClient(maxAttempts?: number): DynamoDBClient;
  /** The table through a client; no pause between its tries. */
  tableOn(client: DynamoDBClient): DynamoTable;
  stop(): Promise<void>;
}

export async function startEngineTable(): Promise<EngineTable> {
  const engines: Engines = await startEngines({});
  Object.assign(process.env, engines.environment);
  await provision(engines.endpoints.sqs);
  const clients: DynamoDBClient[] = [];
  return {
    newClient(maxAttempts = 1) {
      const client = new DynamoDBClient({ maxAttempts });
      clients.push(client);
      return client;
    },
    tableOn: (client) => new DynamoTable(client, localStage.tableName, () => 0),
    async stop() {
      for (const client of clients) client.destroy();
      await engines.stop();
    },
  };
}
