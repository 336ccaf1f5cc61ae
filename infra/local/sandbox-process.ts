import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalProvider } from './local-provider.ts';
import { keepRequestLines } from './request-lines.ts';
import { type SandboxReport, sandboxOrders } from './sandbox-orders.ts';
import { parseSeed } from './seed-file.ts';

// One sandbox of `startSandbox`. It lives as long as its channel to the program that started it,
// which closes when that program stops it and also when it crashes: nothing is left then.

const { home, port, decisions, seed } = sandboxOrders.parse(JSON.parse(process.argv[2] ?? 'null'));
let stop = (): Promise<void> => Promise.resolve();
const starting = start();

process.once('disconnect', () => void end(0));
// The parent may have gone while the modules above were loading.
if (!process.connected) await end(0);
await starting.catch(fail);

async function start(): Promise<void> {
  const lineOf = keepRequestLines(join(home, 'requests.jsonl'));
  const provider = await startLocalProvider({
    home,
    port,
    decisions,
    lineOf,
    ...(seed !== undefined && { seed: parseSeed(seed) }),
  });
  stop = provider.stop;
  const { connection } = provider;
  const privateKey = readFileSync(connection.privateKeyFile, 'utf8');
  const serverPublicKey = readFileSync(connection.serverPublicKeyFile, 'utf8');
  await report({ state: 'ready', access: { ...connection, privateKey, serverPublicKey } });
}

async function fail(cause: unknown): Promise<void> {
  await report({ state: 'failed', reason: cause instanceof Error ? cause.message : `${cause}` });
  await end(1);
}

async function end(exitCode: number): Promise<void> {
  // Whatever has been started is stopped, also what was just being started.
  await starting.catch(() => undefined);
  await stop().catch(() => undefined);
  rmSync(home, { recursive: true, force: true });
  process.exit(exitCode);
}

function report(message: SandboxReport): Promise<void> {
  // A parent that is gone hears nothing; the closed channel ends this process anyway.
  return new Promise((resolve) => {
    if (process.send === undefined) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}
