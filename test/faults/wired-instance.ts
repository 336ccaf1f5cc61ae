import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Context } from 'aws-lambda';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { KeyRing } from '../../shared/runtime/key-ring.ts';
import { callBounds } from '../../shared/runtime/live-deps.ts';
import { faultLine } from '../../shared/runtime/noted-fault.ts';
import { SecretsManagerSource } from '../../shared/runtime/secret-source.ts';
import { SharedRate } from '../../shared/runtime/shared-rate.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import { DynamoRateStore } from '../../shared/store/rate-store.ts';
import { answerOf, type Instance, rows } from '../instance.ts';
import { stage } from '../memory-secrets.ts';
import { signedEvent } from '../signed-event.ts';
import { dynamodbOver, secretsManagerOver } from './aws-wire.ts';
import { timed } from './staged-time.ts';

const inNobodysRegion = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  maxAttempts: callBounds.maxAttempts,
};

/** The configuration of a client that sends by this wire, bounded as every client of ours is. */
export function sentBy(wire: object) {
  return { ...inNobodysRegion, requestHandler: wire as never };
}

/**
 * Puts an instance on the SDK, as its live dependencies are made, with a wire that can fail under
 * each client; its clock is the staged one.
 */
export function wired(instance: Instance) {
  const dynamodb = dynamodbOver(instance.memory);
  const secretsManager = secretsManagerOver(instance.secrets);
  const { log } = instance.deps;
  const source = new SecretsManagerSource(new SecretsManagerClient(sentBy(secretsManager)));
  const client = new DynamoDBClient(sentBy(dynamodb));
  const rateFault = (error: unknown): void => log(faultLine('rate not leased', error));
  Object.assign(instance.deps, {
    keyRing: new KeyRing(source, stage, Date.now, (secretName, error) =>
      log({ ...faultLine('secret not loaded', error), secretName }),
    ),
    trafficLimit: new SharedRate(new DynamoRateStore(client, 'table'), Date.now, rateFault),
    table: new DynamoTable(client, 'table'),
    now: Date.now,
  });
  const { handlers, lines } = instance;
  /** What the function gives back, by the staged time. */
  function invoke(api: ApiName, body: unknown) {
    const { path, time } = rows[api];
    const endsAt = Date.now() + time.lambdaTimeoutSeconds * 1_000;
    const context = { getRemainingTimeInMillis: () => endsAt - Date.now() } as Context;
    return timed(handlers[api](signedEvent(path, body, Date.now()), context));
  }
  /** The answer, signed as every answer must be, and how long it took. */
  async function ask(api: ApiName, body: unknown) {
    const { value, tookMs } = await invoke(api, body);
    return { ...answerOf(value, 'POST', rows[api].path), tookMs };
  }
  return { dynamodb, secretsManager, lines, invoke, ask };
}
