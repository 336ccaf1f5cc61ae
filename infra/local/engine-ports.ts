import { randomInt } from 'node:crypto';
import { get } from 'node:http';
import { createServer } from 'node:net';

/** The one address anything here listens on. */
export const LOOPBACK = '127.0.0.1';

// Below the range from which systems hand out the local ports of outgoing connections (32768 and up
// on Linux), so that nobody is given an engine's port in the moment between a crash and a restart.
const LOWEST_PORT = 20_000;
const PORTS_END = 32_768;

/** The engines' ports on the loopback address. SQS and S3 share one. */
export interface EnginePorts {
  readonly dynamodb: number;
  readonly queueAndStorage: number;
  readonly secretsManager: number;
  readonly eventBus: number;
}

/** Draws four ports that are free now. Someone else may still take one: then draw again. */
export async function drawFreePorts(): Promise<EnginePorts> {
  const dynamodb = await drawFreePort([]);
  const queueAndStorage = await drawFreePort([dynamodb]);
  const secretsManager = await drawFreePort([dynamodb, queueAndStorage]);
  const eventBus = await drawFreePort([dynamodb, queueAndStorage, secretsManager]);
  return { dynamodb, queueAndStorage, secretsManager, eventBus };
}

async function drawFreePort(taken: readonly number[]): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST_PORT, PORTS_END);
    if (!taken.includes(port) && (await isFree(port))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, LOOPBACK, () => server.close(() => resolve(true)));
  });
}

/** Asks whether an HTTP server answers on a loopback port, whatever it answers. */
export function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ host: LOOPBACK, port, agent: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(true);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

/** Asks whether every engine answers. */
export async function allAnswer(ports: EnginePorts): Promise<boolean> {
  const { dynamodb, queueAndStorage, secretsManager, eventBus } = ports;
  const each = [dynamodb, queueAndStorage, secretsManager, eventBus];
  const answered = await Promise.all(each.map(answers));
  return answered.every(Boolean);
}
