import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { S3AttachmentBucket } from '../store/attachment-bucket.ts';
import { DynamoTable } from '../store/dynamo-table.ts';
import { loadConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { KeyRing } from './key-ring.ts';
import { describeFault, writeLogLine } from './request-log.ts';
import { SecretsManagerSource } from './secret-source.ts';
import { TrafficLimit } from './traffic-limit.ts';

/**
 * Bounds of one AWS call: three attempts with their backoff end within 2.6 s, inside the 2.8 s
 * deadline of a query. Without `throwOnRequestTimeout` the SDK would only warn.
 */
const callBounds = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 800, throwOnRequestTimeout: true },
};
/** A file of 4.5 MB takes longer than a row. */
const fileBounds = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 500, requestTimeout: 5_000, throwOnRequestTimeout: true },
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
  const secrets = new SecretsManagerSource(new SecretsManagerClient(callBounds));
  const keyRing = new KeyRing(secrets, config.stage, now, (secretName, error) => {
    const fault = describeFault(error);
    writeLogLine({ level: 'error', message: 'secret not loaded', secretName, fault });
  });
  return {
    config,
    keyRing,
    trafficLimit: new TrafficLimit(),
    table: new DynamoTable(
      new DynamoDBClient({ ...callBounds, cacheMiddleware: true }),
      config.tableName,
    ),
    bucket: new S3AttachmentBucket(
      new S3Client({ ...fileBounds, forcePathStyle: true }),
      config.bucketName,
    ),
    now,
    log: writeLogLine,
  };
}
