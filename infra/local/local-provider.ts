import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import { environmentNames } from '../../shared/catalogue/environment.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import type { Connection } from './connection.ts';
import { connectionOf, writeConnection } from './connection-of.ts';
import { type DemoKeys, ensureDemoKeys } from './demo-keys.ts';
import { writeDurably } from './durable-file.ts';
import { type Engines, startEngines } from './engines.ts';
import { startHttpFront } from './http-front.ts';
import { loadFunctions } from './local-functions.ts';
import { LocalSecrets, publicPem } from './local-secrets.ts';
import { localStage, provision } from './provision.ts';
import { readSeed, type Seed } from './seed-file.ts';
import { seedRows } from './seed-rows.ts';
import { claimState } from './state-claim.ts';

/** Where the local provider keeps things, and where it listens. */
export interface LocalProviderOptions {
  /** The folder of keys, state and connection file. */
  readonly home: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Partners beside the demo's, by client id. */
  readonly moreClients?: Readonly<Record<string, ClientSecret>>;
}

/** The whole provider on this machine. */
export interface LocalProvider {
  readonly connection: Connection;
  readonly connectionFile: string;
  /** For whoever wants to see what a crash of theirs does. */
  readonly engines: Pick<Engines, 'kill' | 'whenReady'>;
  stop(): Promise<void>;
}

/**
 * Forgets everything: rows, files, secrets, keys.
 *
 * @throws {Error} when a provider still runs on them
 */
export async function reset(home: string): Promise<void> {
  const state = join(home, 'state');
  mkdirSync(state, { recursive: true, mode: 0o700 });
  await claimState(realpathSync(state));
  rmSync(home, { recursive: true, force: true });
}

/**
 * Starts engines, stage and front. The functions find the engines by the environment alone, as
 * they would find AWS.
 */
export async function startLocalProvider(options: LocalProviderOptions): Promise<LocalProvider> {
  const { home, port } = options;
  const seed = readSeed();
  const [engines, keys, functions] = await Promise.all([
    startEngines({ stateDir: join(home, 'state') }),
    ensureDemoKeys(
      join(home, 'keys'),
      seed.customers.map(({ id }) => id),
    ),
    loadFunctions(),
  ]);
  try {
    Object.assign(process.env, engines.environment, localEnvironment);
    const [serverPublicKey] = await Promise.all([
      putSecrets(seed, keys, options.moreClients),
      provision(),
    ]);
    await seedRows(liveDeps().table, seed, keys.tokens, Date.now());
    const front = await startHttpFront(functions, port);
    const serverPublicKeyFile = join(home, 'keys', 'server-public.pem');
    writeDurably(serverPublicKeyFile, serverPublicKey);
    const connection = connectionOf(seed, keys, front.baseUrl, serverPublicKeyFile);
    const connectionFile = join(home, 'connection.json');
    writeConnection(connectionFile, connection);
    const stop = async (): Promise<void> => {
      await front.stop();
      await engines.stop();
    };
    return { connection, connectionFile, engines, stop };
  } catch (error) {
    await engines.stop();
    throw error;
  }
}

const localEnvironment: Readonly<Record<string, string>> = {
  [environmentNames.stage]: localStage.stage,
  [environmentNames.tableName]: localStage.tableName,
  [environmentNames.bucketName]: localStage.bucketName,
  [environmentNames.contractName]: 'Budget Account Agreement',
  [environmentNames.contractUrl]: 'https://contracts.example/budget-account-agreement',
};

/** @returns the server's public key, PEM */
async function putSecrets(
  seed: Seed,
  keys: DemoKeys,
  moreClients: LocalProviderOptions['moreClients'],
): Promise<string> {
  const secrets = new LocalSecrets(localStage.stage);
  const { clientId, keyVersion, ratePerSecond, burst } = seed.partner;
  const demo: ClientSecret = {
    status: 'active',
    keys: { [keyVersion]: { publicKey: publicPem(keys.privateKey) } },
    ratePerSecond,
    burst,
    apis: endpoints.map(({ name }) => name),
    contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
    customers: 'optional',
    tokensRequired: true,
  };
  try {
    await secrets.putClients({ ...moreClients, [clientId]: demo });
    return await secrets.ensureServerKey();
  } finally {
    secrets.close();
  }
}
