import { randomBytes, randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import { type JsonOperation, parsing, serveJsonEngine } from './json-engine.ts';
import type { SecretsContext } from './secrets-manager-lookup.ts';
import {
  batchGetSecretValue,
  describeSecret,
  getSecretValue,
  listSecrets,
  listSecretVersionIds,
} from './secrets-manager-reads.ts';
import { secretsRequests } from './secrets-manager-requests.ts';
import {
  createSecret,
  deleteSecret,
  putSecretValue,
  updateSecretVersionStage,
} from './secrets-manager-writes.ts';
import { SecretsStore } from './secrets-store.ts';

// The largest value, 64 KiB, with every byte escaped in JSON.
const MAX_BODY_BYTES = 524_288;
const INVALID_CODE = 'InvalidParameterException';

/**
 * Serves Secrets Manager's JSON protocol on the loopback address. With a state folder a write is
 * answered once it is on the disk. Not emulated: signatures, encryption keys, rotation, tags.
 */
export async function serveSecretsManager(
  port: number,
  stateDir: string | undefined,
): Promise<void> {
  const context: SecretsContext = {
    store: new SecretsStore(stateDir),
    nowMs: Date.now,
    newVersionId: randomUUID,
    newArnSuffix: () => randomBytes(3).toString('hex'),
  };
  await serveJsonEngine(port, {
    targetPrefix: 'secretsmanager.',
    operations: operationsOn(context),
    maxBodyBytes: MAX_BODY_BYTES,
    invalidCode: INVALID_CODE,
  });
}

function operationsOn(context: SecretsContext): ReadonlyMap<string, JsonOperation> {
  function on<Schema extends z.ZodMiniType>(
    schema: Schema,
    operation: (request: z.output<Schema>, context: SecretsContext) => object,
  ): JsonOperation {
    return parsing(schema, INVALID_CODE, (request) => operation(request, context));
  }
  return new Map([
    ['CreateSecret', on(secretsRequests.CreateSecret, createSecret)],
    ['GetSecretValue', on(secretsRequests.GetSecretValue, getSecretValue)],
    ['PutSecretValue', on(secretsRequests.PutSecretValue, putSecretValue)],
    [
      'UpdateSecretVersionStage',
      on(secretsRequests.UpdateSecretVersionStage, updateSecretVersionStage),
    ],
    ['ListSecrets', on(secretsRequests.ListSecrets, listSecrets)],
    ['ListSecretVersionIds', on(secretsRequests.ListSecretVersionIds, listSecretVersionIds)],
    ['DescribeSecret', on(secretsRequests.DescribeSecret, describeSecret)],
    ['DeleteSecret', on(secretsRequests.DeleteSecret, deleteSecret)],
    ['BatchGetSecretValue', on(secretsRequests.BatchGetSecretValue, batchGetSecretValue)],
  ]);
}
