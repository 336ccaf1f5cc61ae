import { setTimeout as wait } from 'node:timers/promises';
import { startEngines } from '../../../infra/local/engines.ts';

// Started by the tests as the parent of engines. Says where the engines are; on Ctrl-C it goes on
// for a while and tells whether DynamoDB still answers; on SIGTERM it stops.
const [stateDir] = process.argv.slice(2);
const engines = await startEngines(stateDir === undefined ? {} : { stateDir });
process.once('SIGINT', async () => {
  await wait(200);
  const { ok } = await fetch(engines.endpoints.dynamodb);
  process.stdout.write(`answered after the signal: ${ok}\n`);
});
process.once('SIGTERM', () => engines.stop());
process.stdout.write(`${JSON.stringify(engines.endpoints)}\n`);
