import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { EngineEndpoints } from '../../../infra/local/engines.ts';

const local = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
};

/** The SDK's own clients, which try once: an engine that is not there shows. */
export function localClients(endpoints: EngineEndpoints) {
  return {
    dynamodb: new DynamoDBClient({ ...local, endpoint: endpoints.dynamodb }),
    sqs: new SQSClient({ ...local, endpoint: endpoints.sqs }),
    s3: new S3Client({ ...local, endpoint: endpoints.s3, forcePathStyle: true }),
    secretsManager: new SecretsManagerClient({ ...local, endpoint: endpoints.secretsManager }),
    eventBus: new EventBridgeClient({ ...local, endpoint: endpoints.eventBus }),
  };
}

export type LocalClients = ReturnType<typeof localClients>;
