import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { loadFunctions } from '../../infra/local/local-functions.ts';
import { startLocalProvider } from '../../infra/local/local-provider.ts';
import { localStage } from '../../infra/local/local-stage.ts';
import { ratePartitions, secretNames } from '../../shared/catalogue/environment.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import type { ProviderBase, TestProviderOptions } from './provider.ts';

/** The provider on the local engines, over HTTP, on a free port, its home gone when it stops. */
export async function startHttpProvider(
  clients: Readonly<Record<string, ClientSecret>>,
  { decisions = false, schedules = false }: TestProviderOptions,
): Promise<ProviderBase> {
  const home = mkdtempSync(join(tmpdir(), 'quotaline-test-'));
  const provider = await startLocalProvider({
    home,
    port: 0,
    moreClients: clients,
    decisions,
    schedules,
  }).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const { connection } = provider;
  const { baseUrl, clientId, keyVersion } = connection;
  const serverPublicKeyPem = readFileSync(connection.serverPublicKeyFile, 'utf8');
  const privateKeyPem = readFileSync(connection.privateKeyFile, 'utf8');
  return {
    home,
    connection,
    engines: provider.engines,
    partner: { baseUrl, clientId, keyVersion, privateKeyPem, serverPublicKeyPem },
    serverPrivateKeyPem: await readServerKey(),
    functions: await loadFunctions(),
    resent: () => 0,
    items: scanTable,
    async stop() {
      await provider.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

async function scanTable(): Promise<Record<string, unknown>[]> {
  const client = new DynamoDBClient({});
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: localStage.tableName,
        ConsistentRead: true,
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    for (const raw of page.Items ?? []) items.push(unmarshall(raw, { wrapNumbers: BigInt }));
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey);
  client.destroy();
  // What clients may still send changes with every call, and is nothing that one stores.
  return items.filter(({ pk }) => !`${pk}`.startsWith(ratePartitions));
}

/** The server's private key, as only the provider itself should ever read it. */
async function readServerKey(): Promise<string> {
  const client = new SecretsManagerClient({});
  const command = new GetSecretValueCommand({ SecretId: secretNames.serverKey(localStage.stage) });
  const { SecretString = '' } = await client.send(command);
  client.destroy();
  const { current, keys } = JSON.parse(SecretString);
  return keys[current].privateKey;
}
