import { mkdirSync, realpathSync } from 'node:fs';
import { type EnginePorts, LOOPBACK } from './engine-ports.ts';
import { EnginesSupervisor } from './engines-supervisor.ts';

/** Where each engine answers: a URL on the loopback address. SQS and S3 share one. */
export interface EngineEndpoints {
  readonly dynamodb: string;
  readonly sqs: string;
  readonly s3: string;
  readonly secretsManager: string;
  readonly eventBus: string;
}

/** Running engines: DynamoDB, SQS, S3, Secrets Manager, EventBridge, restarted when one crashes. */
export interface Engines {
  readonly endpoints: EngineEndpoints;
  /** The variables that lead an AWS SDK to the engines and nowhere else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Kills the DynamoDB engine, or the process of all, as a crash would. It starts again at once. */
  kill(engine: 'dynamodb' | 'engines'): void;
  /** Fulfils once all engines answer; rejects when they were stopped or crashed too often. */
  whenReady(): Promise<void>;
  /** Ends every process. Fulfils when none is left. */
  stop(): Promise<void>;
}

/**
 * Starts the engines and waits until all answer. State is kept in `stateDir`, which is created where
 * missing, and otherwise in memory. The engines end with this process, however it ends.
 */
export async function startEngines(options: { stateDir?: string }): Promise<Engines> {
  const supervisor = new EnginesSupervisor(ownFolder(options.stateDir));
  const endpoints = endpointsOf(await supervisor.whenReady());
  return {
    endpoints,
    environment: environmentFor(endpoints),
    kill: (engine) => supervisor.kill(engine),
    whenReady: async () => {
      await supervisor.whenReady();
    },
    stop: () => supervisor.stop(),
  };
}

/** One folder has one name, or two sets of engines would not notice each other on it. */
function ownFolder(stateDir: string | undefined): string | undefined {
  if (stateDir === undefined) return undefined;
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  return realpathSync(stateDir);
}

function endpointsOf(ports: EnginePorts): EngineEndpoints {
  const at = (port: number) => `http://${LOOPBACK}:${port}`;
  return {
    dynamodb: at(ports.dynamodb),
    sqs: at(ports.queueAndStorage),
    s3: at(ports.queueAndStorage),
    secretsManager: at(ports.secretsManager),
    eventBus: at(ports.eventBus),
  };
}

function environmentFor(endpoints: EngineEndpoints): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBus,
    // Set to true by its user, this would send everything to the real cloud.
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    // Empty counts as unset: what the user's shell says must not come before the pair above.
    AWS_SESSION_TOKEN: '',
    AWS_PROFILE: '',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
