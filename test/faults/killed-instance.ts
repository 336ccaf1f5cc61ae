import { createServer } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { localStage } from '../../infra/local/local-stage.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import { contextOf, newInstance, rows } from '../instance.ts';

/**
 * An instance of the partner APIs in a process of its own, on the table that the environment
 * names, which ends in the way and at the point that its arguments say.
 */
const [point, way] = process.argv.slice(2);
const store = new DynamoTable(new DynamoDBClient({ maxAttempts: 1 }), localStage.tableName);
const instance = newInstance({ store });

/** Ends the process; where that takes a moment, the call never goes on. */
const end = (): Promise<never> => {
  if (way === 'killed') process.kill(process.pid, 'SIGKILL');
  else if (way === 'out-of-memory') process.abort();
  else void Promise.reject(new Error('nobody awaits this'));
  return new Promise(() => undefined);
};

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const event: unknown = JSON.parse(Buffer.concat(chunks).toString());
  if (point === 'before') instance.table.watch.beforeWrite = end;
  if (point === 'after') instance.table.watch.afterWrite = end;
  if (point === 'during') instance.table.watch.beforeWrite = async () => void setTimeout(end, 2);
  const { applyCreditGrant } = instance.handlers;
  const result = await applyCreditGrant(event, contextOf(rows.applyCreditGrant));
  response.end(result.body);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});
