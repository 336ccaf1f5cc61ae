import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod/mini';
import { type DynamodbEngine, startDynamodb } from './dynamodb-engine.ts';
import { chooseDynamodbProgram } from './dynamodb-program.ts';
import {
  type EngineReport,
  engineOrders,
  IncurableError,
  KILL_DYNAMODB,
} from './engine-messages.ts';
import { serveEventBus } from './event-bus-engine.ts';
import { serveQueuesAndStorage } from './queue-and-storage-engine.ts';
import { RestartLimit, restartLimitText } from './restart-limit.ts';
import { serveSecretsManager } from './secrets-manager-engine.ts';
import { claimState, type StateClaim } from './state-claim.ts';

// The one process beside the front: serves SQS, S3, Secrets Manager and EventBridge itself, and
// keeps the DynamoDB engine running. It lives as long as its channel to the parent, which closes
// when the parent stops the engines and also when the parent is killed.

const { stateDir, ports } = z.parse(engineOrders, JSON.parse(process.argv[2] ?? 'null'));
let claim: StateClaim | undefined;
let dynamodb: DynamodbEngine | undefined;
let kills = 0;
let isEnding = false;

process.once('disconnect', () => void end(0));
process.on('message', (message) => {
  if (message !== KILL_DYNAMODB) return;
  kills += 1;
  dynamodb?.kill();
});
// The parent may have gone while the modules above were loading.
if (!process.connected) process.exit();
serve().catch(fail);

async function serve(): Promise<void> {
  if (stateDir !== undefined) claim = await claimState(stateDir);
  const others = Promise.all([
    serveQueuesAndStorage(ports.queueAndStorage, stateDir),
    serveSecretsManager(ports.secretsManager, stateDir),
    serveEventBus(ports.eventBus, ports.queueAndStorage),
  ]);
  await Promise.all([others, keepDynamodbRunning(others)]);
}

async function keepDynamodbRunning(others: Promise<unknown>): Promise<void> {
  const program = chooseDynamodbProgram({ port: ports.dynamodb, stateDir });
  const crashes = new RestartLimit();
  let everReady = false;
  while (!isEnding) {
    const killsBefore = kills;
    const run = startDynamodb(program, ports.dynamodb);
    dynamodb = run;
    if (run.pid !== undefined) claim?.recordDynamodb(run.pid);
    const wasReady = await run.ready;
    await others;
    everReady ||= wasReady;
    if (wasReady && kills === killsBefore) void report({ state: 'ready', kills });
    const ending = await run.gone;
    if (isEnding) return;
    void report({ state: 'recovering' });
    if (kills !== killsBefore) continue;
    // A first run that fails may have lost its port to someone else: the parent draws again.
    if (!everReady) throw new Error(`The DynamoDB engine ${ending}`);
    await wait(restartDelayMs(crashes, ending));
  }
}

/** @throws {IncurableError} when the engine crashed too often. */
function restartDelayMs(crashes: RestartLimit, ending: string): number {
  const delayMs = crashes.delayMs(Date.now());
  if (delayMs !== undefined) return delayMs;
  throw new IncurableError(`The DynamoDB engine ${restartLimitText}; the last time it ${ending}`);
}

function report(message: EngineReport): Promise<void> {
  // A parent that is gone hears nothing; the closed channel ends this process anyway.
  return new Promise((resolve) => process.send?.(message, undefined, undefined, () => resolve()));
}

async function fail(cause: unknown): Promise<void> {
  const reason = cause instanceof Error ? cause.message : `${cause}`;
  await report({ state: 'failed', reason, final: cause instanceof IncurableError });
  await end(1);
}

async function end(exitCode: number): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await dynamodb?.end();
  claim?.release();
  process.exit(exitCode);
}
