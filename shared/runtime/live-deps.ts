import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { AttachmentBucket } from '../store/attachment-bucket.ts';
import { DynamoTable } from '../store/dynamo-table.ts';
import { DynamoRateStore } from '../store/rate-store.ts';
import type { RetryQueue } from '../store/retry-queue.ts';
import { loadConfig } from './config.ts';
import { rulesAlone } from './decision-service.ts';
import type { Deps } from './deps.ts';
import { KeyRing } from './key-ring.ts';
import { writeLogLine } from './log-writer.ts';
import { faultLine } from './noted-fault.ts';
import { type SecretSource, SecretsManagerSource } from './secret-source.ts';
import { SharedRate } from './shared-rate.ts';
import { unlogged } from './unlogged-client.ts';

/**
 * Bounds of one AWS call: three attempts with their backoff end within 2.6 s, inside the 2.8 s
 * deadline of a query. Without `throwOnRequestTimeout` the SDK would only warn.
 */
export const callBounds = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout: 800,
    // The one above ends with the headers of an answer; this bounds a body that stalls.
    socketTimeout: 800,
    throwOnRequestTimeout: true,
  },
};

/** Only the function that stores attachments carries the S3 client: it weighs as much as all else. */
const noBucket: AttachmentBucket = {
  put: () => Promise.reject(new Error('this function has no bucket')),
};

const noQueue: RetryQueue = {
  send: () => Promise.reject(new Error('this function has no queue')),
};

let made: Deps | undefined;

/** The real dependencies, made at the first invocation and kept for the life of the instance. */
export function liveDeps(): Deps {
  made ??= makeDeps();
  return made;
}

function makeDeps(): Deps {
  const config = loadConfig();
  const now = Date.now;
  const keyRing = new KeyRing(liveSecrets(), config.stage, now, logSecretFailure);
  const client = unlogged(new DynamoDBClient(callBounds));
  return {
    config,
    keyRing,
    trafficLimit: new SharedRate(new DynamoRateStore(client, config.tableName), now, (error) =>
      writeLogLine(faultLine('rate not leased', error)),
    ),
    table: new DynamoTable(client, config.tableName),
    bucket: noBucket,
    retryQueue: noQueue,
    decisions: rulesAlone,
    now,
    log: writeLogLine,
  };
}

/** Secrets Manager, as every function reads it. */
export function liveSecrets(): SecretSource {
  return new SecretsManagerSource(new SecretsManagerClient(callBounds));
}

/** Logs that a secret could not be loaded, for the alarm on it. */
export function logSecretFailure(secretName: string, error: unknown): void {
  writeLogLine({ ...faultLine('secret not loaded', error), secretName });
}
