import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { startLocalProvider } from '../../infra/local/local-provider.ts';
import { localStage } from '../../infra/local/local-stage.ts';
import { ratePartitions } from '../../shared/catalogue/environment.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import type { Transaction } from '../../shared/store/table.ts';
import { send, type WireAnswer, type WirePartner, type WireRequest } from './wire-partner.ts';

/** The paths of the contract, spelled here once more so that a change of one is noticed. */
export const paths = {
  queryCreditQuota: '/amsin/alipay/business/credit/queryCreditQuota',
  applyCreditGrant: '/amsin/alipay/business/credit/applyCreditGrant',
  inquiryCreditGrant: '/amsin/alipay/business/credit/inquiryCreditGrant',
  submitAttachment: '/amsin/api/v1/business/account/submitAttachment',
  inquiryAvailableQuota: '/amsin/api/v1/business/account/inquiryAvailableQuota',
  queryBudgetAccountInfo: '/amsin/api/v1/business/worldcard/queryBudgetAccountInfo',
} as const;
export type Api = keyof typeof paths;

/** A running provider of its own, and partners to call it as. */
export interface TestProvider {
  readonly home: string;
  readonly connection: Awaited<ReturnType<typeof startLocalProvider>>['connection'];
  /** To crash them. */
  readonly engines: Awaited<ReturnType<typeof startLocalProvider>>['engines'];
  /** The demo partner. */
  readonly partner: WirePartner;
  /** A partner that `clients` named. */
  partnerOf(clientId: string): WirePartner;
  /** Calls as the demo partner, or as `more.as`. */
  call(api: Api, body: WireRequest['body'], more?: CallOptions): Promise<WireAnswer>;
  /** Writes rows past the functions, as the back office would; fails when a condition does. */
  write(transaction: Transaction): Promise<void>;
  /** Every item of the table. */
  items(): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

export type CallOptions = Partial<WireRequest> & { readonly as?: WirePartner };

/** A key pair that every partner named in `clients` signs with, unless its secret has its own. */
export const otherPair = newPair();

export function newPair(modulusLength = 2_048): { privateKeyPem: string; publicKeyPem: string } {
  const pair = generateKeyPairSync('rsa', { modulusLength });
  return {
    privateKeyPem: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** A client record that may do everything on its own account, with `otherPair` as version 1. */
export function clientSecretFor(changes: Partial<ClientSecret> = {}): ClientSecret {
  return {
    status: 'active',
    keys: { 1: { publicKey: otherPair.publicKeyPem } },
    ratePerSecond: 1_000,
    burst: 2_000,
    apis: Object.keys(paths),
    contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
    customers: 'optional',
    tokensRequired: true,
    ...changes,
  };
}

export interface TestProviderOptions {
  /** Whether a decision service has a say; it approves everything until told otherwise. */
  readonly decisions?: boolean;
  /** Whether the scheduled checks run; they would write rows that a test did not cause. */
  readonly schedules?: boolean;
}

/**
 * Starts the provider in this process, on a free port, with a home that goes when it stops. All
 * partners must be named here: the client index is held, and re-read only every half minute.
 */
export async function startTestProvider(
  clients: Readonly<Record<string, ClientSecret>> = {},
  { decisions = false, schedules = false }: TestProviderOptions = {},
): Promise<TestProvider> {
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
  const partner: WirePartner = { baseUrl, clientId, keyVersion, privateKeyPem, serverPublicKeyPem };
  const bounds = { signal: AbortSignal.timeout(600_000), assertInTime: () => undefined };
  return {
    home,
    connection,
    engines: provider.engines,
    partner,
    partnerOf: (id) => ({ ...partner, clientId: id, privateKeyPem: otherPair.privateKeyPem }),
    call: (api, body, { as = partner, ...more } = {}) =>
      send(as, { path: paths[api], ...(body !== undefined && { body }), ...more }),
    async write(transaction) {
      const outcome = await liveDeps().table.write(transaction, bounds);
      if (!outcome.committed) throw new Error(`not written: ${[...outcome.failed].join()}`);
    },
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
