import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClientAccess } from './client-access.ts';
import { type SandboxClient, sandboxClient } from './sandbox-client.ts';
import { type SandboxOrders, type SandboxReport, sandboxReport } from './sandbox-orders.ts';
import { SandboxTold } from './sandbox-told.ts';
import type { SeedInput } from './seed-file.ts';

export type { KeptExchange } from './kept-exchange.ts';
export type { SandboxClient, SandboxClock } from './sandbox-client.ts';
export type { SeedInput } from './seed-file.ts';
export type { ClientAccess };

// Started as source it is TypeScript, started from a package it is not.
const program = fileURLToPath(
  new URL(`./sandbox-process${extname(import.meta.url)}`, import.meta.url),
);
// Ending takes milliseconds; a process that hangs is not waited for longer than this.
const stopWithinMs = 10_000;

/** How a sandbox is started; nothing need be said. */
export interface SandboxOptions {
  /** The stage of its first client, in the form of `infra/local/seed.json`. */
  readonly seed?: SeedInput;
  /** Any free one unless given. */
  readonly port?: number;
  /** Whether a local decision service has a say in every application. */
  readonly decisions?: boolean;
}

/** A provider of one's own, and the first client that it knows. */
export interface RunningSandbox extends SandboxClient, AsyncDisposable {
  /** A new client with keys and a stage of its own: what it does, no other client notices. */
  newClient(clientId?: string): Promise<SandboxClient>;
  /** Sets the stage that a seed tells, for a client that is there or a new one. */
  seed(seed: SeedInput): Promise<SandboxClient>;
  /** Ends it and removes all it has written. Doing so again does nothing. */
  stop(): Promise<void>;
}

/**
 * Starts a whole provider on this machine, in a process, a folder and on a port of its own. It ends
 * with `stop`, and also with the program that started it, however that ends.
 *
 * @throws {Error} when it cannot be started, saying why
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<RunningSandbox> {
  const { port = 0, decisions = false, seed } = options;
  const home = mkdtempSync(join(tmpdir(), 'quotaline-sandbox-'));
  const child = launch({ home, port, decisions, seed });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const access = await readiness(child).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  // A program that has nothing else to do may end without stopping it.
  child.unref();
  child.channel?.unref();
  const told = new SandboxTold(access.baseUrl);
  const first = sandboxClient(access, told);
  const clientOf = (given: ClientAccess) => sandboxClient(given, told);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.ref();
    if (child.connected) child.disconnect();
    const force = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
    await ended;
    clearTimeout(force);
  };
  return {
    ...first,
    newClient: async (client) => clientOf(await told.access('/clients', { client })),
    seed: async (given) => clientOf(await told.access('/seed', { seed: given })),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function launch(orders: SandboxOrders): ChildProcess {
  // What the program at hand is run with (a loader, a debugger's port) is its own affair.
  const { NODE_OPTIONS: _, ...env } = process.env;
  return fork(program, [JSON.stringify(orders)], {
    // Its own process group: Ctrl-C in the terminal reaches the program, which decides.
    detached: true,
    // Most of a start is loading code, twice: here, and in the process of the engines.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...env },
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function readiness(child: ChildProcess): Promise<ClientAccess> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const report: SandboxReport = sandboxReport.parse(message);
      if (report.state === 'ready') resolve(report.access);
      else reject(new Error(`The sandbox did not start: ${report.reason}`));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`The sandbox ended at its start with ${signal ?? `exit code ${code}`}.`)),
    );
  });
}
