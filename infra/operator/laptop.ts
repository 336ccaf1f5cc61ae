import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { postLedgerEvent } from '../../shared/catalogue/back-office-functions.ts';
import { environmentNames } from '../../shared/catalogue/environment.ts';
import { UsageError } from '../local/call-options.ts';
import { aheadMsOf } from '../local/client-clocks.ts';
import { connectionFile, findConnection, readConnection } from '../local/connection.ts';
import { lambdaContext } from '../local/lambda-context.ts';
import { localStage } from '../local/local-stage.ts';
import { deadLetterNameOf, queueUrlOf } from '../local/queue-names.ts';
import { holdingLog } from './held-log.ts';
import { LostEventQueue } from './lost-event-queue.ts';
import { type Place, putOnBus, tableOf } from './place.ts';
import type { World } from './world.ts';

/** Without these a client would look for the real cloud. */
const sqsVariable = 'AWS_ENDPOINT_URL_SQS';
const neededVariables = [
  'AWS_ENDPOINT_URL_DYNAMODB',
  'AWS_ENDPOINT_URL_EVENTBRIDGE',
  sqsVariable,
] as const;
const secretsVariable = 'AWS_ENDPOINT_URL_SECRETS_MANAGER';

/**
 * The provider that runs in this project. Changes go through the very function that the stack
 * deploys, called in this process with the environment that the running provider has, at the time
 * of business that its sandbox has given the client.
 *
 * @throws {UsageError} when none runs here
 */
export async function laptop(world: World): Promise<Place> {
  const connectionPath = findConnection(world.cwd);
  if (connectionPath === undefined) {
    const say = 'run `npm start` first, or name a --stack or a --profile.';
    throw new UsageError(`There is no ${connectionFile} here: ${say}`);
  }
  const home = dirname(connectionPath);
  const environment = await world.readLocalEnvironment(home);
  if (environment === undefined) throw new UsageError('`npm start` is not running here.');
  const tableName = environment[environmentNames.tableName];
  const missing = neededVariables.find((name) => !environment[name]);
  if (missing !== undefined || tableName === undefined) {
    const what = missing ?? environmentNames.tableName;
    throw new UsageError(`The running \`npm start\` does not tell ${what}: restart it.`);
  }
  Object.assign(process.env, environment);
  const busName = environment[environmentNames.eventBusName] ?? 'default';
  const connection = readConnection(connectionPath);
  return {
    name: 'this laptop',
    table: tableOf({}, tableName),
    defaultClientId: connection.clientId,
    aheadMs: (clientId) => aheadMsOf(home, clientId),
    requestsFile: join(home, 'requests.jsonl'),
    prepare: () => Promise.resolve(),
    async post(event) {
      const { postInTime } = await import('../local/post-in-time.ts');
      const handler = postInTime(home, event.clientId);
      const { functionName, time } = postLedgerEvent;
      const context = lambdaContext(functionName, time.lambdaTimeoutSeconds, randomUUID());
      return holdingLog(() => handler(event, context), world.complain);
    },
    async lostEvents() {
      const queueName = deadLetterNameOf(localStage.eventQueueName);
      return new LostEventQueue({}, queueUrlOf(environment[sqsVariable] ?? '', queueName));
    },
    send: (event) => putOnBus({}, busName, event),
    async keys() {
      const stage = environment[environmentNames.stage];
      if (!environment[secretsVariable] || !stage) {
        throw new UsageError(
          `The running \`npm start\` does not tell ${secretsVariable}: restart it.`,
        );
      }
      const { keySafeOf } = await import('./key-safe.ts');
      return keySafeOf({}, stage);
    },
    audit: (event) => putOnBus({}, busName, event),
    async partnerSide() {
      const { baseUrl, serverPublicKeyFile: serverKeyFile } = connection;
      return { baseUrl, serverKeyFile };
    },
  };
}
