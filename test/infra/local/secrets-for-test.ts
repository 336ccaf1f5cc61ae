import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { type Engines, startEngines } from '../../../infra/local/engines.ts';
import { localClients } from './local-clients.ts';

export const versionIds = {
  first: '00000000-0000-0000-0000-000000000001',
  second: '00000000-0000-0000-0000-000000000002',
  third: '00000000-0000-0000-0000-000000000003',
};

/** A refusal as the SDK throws it. */
export const refusal = (name: string, message: string | RegExp = /./) =>
  expect.objectContaining({
    name,
    message: expect.stringMatching(message),
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });

export const notFound = refusal(
  'ResourceNotFoundException',
  /^Secrets Manager can't find the specified secret/,
);

/** Secrets by the SDK's client, on one set of engines for the file; each test has its own names. */
export function secretsForTest() {
  let engines: Engines;
  let client: SecretsManagerClient;
  let tests = 0;
  const named = (name: string) => `test-${tests}/${name}`;
  beforeAll(async () => {
    engines = await startEngines({});
    client = localClients(engines.endpoints).secretsManager;
  });
  beforeEach(() => {
    tests += 1;
  });
  afterAll(() => engines.stop());

  return {
    named,
    client: () => client,
    endpoint: () => engines.endpoints.secretsManager,
    create: (name: string, SecretString: string, ClientRequestToken = versionIds.first) =>
      client.send(new CreateSecretCommand({ Name: named(name), SecretString, ClientRequestToken })),
    put: (name: string, SecretString: string, token: string, VersionStages?: string[]) =>
      client.send(
        new PutSecretValueCommand({
          SecretId: named(name),
          SecretString,
          ClientRequestToken: token,
          VersionStages,
        }),
      ),
    get: (name: string, which: { VersionId?: string; VersionStage?: string } = {}) =>
      client.send(new GetSecretValueCommand({ SecretId: named(name), ...which })),
    move: (name: string, stage: string, from: string | undefined, to: string | undefined) =>
      client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: named(name),
          VersionStage: stage,
          RemoveFromVersionId: from,
          MoveToVersionId: to,
        }),
      ),
    remove: (
      name: string,
      how: { ForceDeleteWithoutRecovery?: boolean; RecoveryWindowInDays?: number } = {},
    ) => client.send(new DeleteSecretCommand({ SecretId: named(name), ...how })),
    stagesOf: async (name: string) => {
      const command = new DescribeSecretCommand({ SecretId: named(name) });
      return (await client.send(command)).VersionIdsToStages;
    },
  };
}
