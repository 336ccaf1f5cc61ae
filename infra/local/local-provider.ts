import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import type { DecisionServiceSecret } from '../../shared/runtime/https-decision-service.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { publicPem } from '../../shared/signing/fingerprint.ts';
import { secretOf } from './client-secret.ts';
import type { Connection } from './connection.ts';
import { connectionOf, writeConnection } from './connection-of.ts';
import { startDecisionService } from './decision-service.ts';
import { demoOf } from './demo-document.ts';
import { type DemoKeys, ensureDemoKeys } from './demo-keys.ts';
import { writeDurably } from './durable-file.ts';
import { type Engines, startEngines } from './engines.ts';
import { startHttpFront } from './http-front.ts';
import { loadBackOfficeFunctions, startBackOffice } from './local-back-office.ts';
import { forgetLocalEnvironment, stateDirOf, writeLocalEnvironment } from './local-environment.ts';
import { loadFunctions } from './local-functions.ts';
import { localPages } from './local-pages.ts';
import { LocalSecrets } from './local-secrets.ts';
import { localStage, stageEnvironment } from './local-stage.ts';
import { provision } from './provision.ts';
import type { RequestLines } from './request-lines.ts';
import { Sandbox } from './sandbox.ts';
import { SandboxStages } from './sandbox-stages.ts';
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
  /** Whether a local decision service has a say in every application; otherwise the rules alone. */
  readonly decisions?: boolean;
  /** Whence an explorer page that is served elsewhere may call. */
  readonly explorerOrigin?: string;
  /** Whether the scheduled checks run, as they do unless told otherwise. */
  readonly schedules?: boolean;
  /** The stage of the demo partner; that of the seed file in git unless told otherwise. */
  readonly seed?: Seed;
  /** Finds what the functions log of a request, for the request log. */
  readonly lineOf?: RequestLines;
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
  const state = stateDirOf(home);
  mkdirSync(state, { recursive: true, mode: 0o700 });
  await claimState(realpathSync(state));
  rmSync(home, { recursive: true, force: true });
}

/**
 * Starts engines, stage, back office and front. The functions find the engines by the environment
 * alone, as they would find AWS. What was started last is stopped first.
 */
export async function startLocalProvider(options: LocalProviderOptions): Promise<LocalProvider> {
  const { home, port, seed = readSeed(), lineOf = () => undefined } = options;
  const [engines, decisions, keys, functions, backOffice] = await Promise.all([
    startEngines({ stateDir: stateDirOf(home) }),
    options.decisions ? startDecisionService() : undefined,
    ensureDemoKeys(
      join(home, 'keys'),
      seed.customers.map(({ id }) => id),
    ),
    loadFunctions(),
    loadBackOfficeFunctions(),
  ]);
  const stops = [engines.stop, ...(decisions ? [decisions.stop] : [])];
  const stop = async (): Promise<void> => {
    for (const each of stops.toReversed()) await each();
  };
  // Not before the engines run: until then it may be another provider's, which goes on.
  forgetLocalEnvironment(home);
  try {
    const sqsEndpoint = engines.endpoints.sqs;
    const environment = {
      ...engines.environment,
      ...stageEnvironment(sqsEndpoint, decisions?.url, options.explorerOrigin),
    };
    Object.assign(process.env, environment);
    const [serverPublicKey] = await Promise.all([
      putSecrets(seed, keys, options.moreClients, decisions?.secret),
      provision(sqsEndpoint),
    ]);
    await seedRows(liveDeps().table, seed, keys.tokens, Date.now());
    const serverPublicKeyFile = join(home, 'keys', 'server-public.pem');
    writeDurably(serverPublicKeyFile, serverPublicKey);
    const stages = new SandboxStages(home, serverPublicKeyFile, { seed, keys });
    await stages.restore();
    const sandbox = new Sandbox({ home, stages, functions: backOffice, lineOf });
    stops.push(async () => sandbox.close());
    const { schedules = true } = options;
    const office = sandbox.backOffice.functions();
    stops.push(startBackOffice({ home, sqsEndpoint, functions: office, schedules }).stop);
    const pages = localPages(() => demoOf(seed, keys));
    const front = await startHttpFront(functions, { sandbox, pages }, port);
    stages.listenAt(front.baseUrl);
    stops.push(front.stop);
    const connection = connectionOf(seed, keys, front.baseUrl, serverPublicKeyFile);
    const connectionFile = join(home, 'connection.json');
    writeConnection(connectionFile, connection);
    writeLocalEnvironment(home, environment);
    stops.push(async () => forgetLocalEnvironment(home));
    return { connection, connectionFile, engines, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** @returns the server's public key, PEM */
async function putSecrets(
  seed: Seed,
  keys: DemoKeys,
  moreClients: LocalProviderOptions['moreClients'],
  decisionService: DecisionServiceSecret | undefined,
): Promise<string> {
  const secrets = new LocalSecrets(localStage.stage);
  const { clientId, keyVersion } = seed.partner;
  const demo = secretOf(seed, keys);
  const publicKey = publicPem(keys.privateKey);
  try {
    const kept = await secrets.client(clientId);
    // What an operator made of the demo partner stays, unless its keys were made anew.
    const left = kept?.keys[keyVersion]?.publicKey === publicKey ? kept : demo;
    const { status, keys: publicKeys } = left;
    await secrets.putClients({ ...moreClients, [clientId]: { ...demo, status, keys: publicKeys } });
    if (decisionService) await secrets.putDecisionService(decisionService);
    return await secrets.ensureServerKey();
  } finally {
    secrets.close();
  }
}
