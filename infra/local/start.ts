import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reset, startLocalProvider } from './local-provider.ts';
import { keepRequestLines } from './request-lines.ts';
import { readSeed } from './seed-file.ts';

const defaultPort = 8787;
const usage = `Starts the whole provider on this machine, on loopback only.

  npm start                      state is kept in .quotaline and survives a restart
  npm start -- --port 9000       listens on another port (default ${defaultPort}; 0 takes any free one)
  npm start -- --decisions       has every application decided by a local decision service
  npm start -- --seed FILE       sets the stage that FILE tells, in the form of infra/local/seed.json
  npm start -- --reset           forgets all state and keys, then starts over`;

const decisionsHint = `
A local decision service approves everything until told otherwise: npm run decisions -- down`;

interface StartOptions {
  readonly port: number;
  readonly reset: boolean;
  readonly decisions: boolean;
  readonly seed: string | undefined;
}

function readOptions(): StartOptions {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: `${defaultPort}` },
      reset: { type: 'boolean', default: false },
      decisions: { type: 'boolean', default: false },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  if (!/^\d{1,5}$/.test(values.port) || Number(values.port) > 65_535) {
    throw new Error(`--port: expected a number from 0 to 65535, not ${values.port}`);
  }
  const { reset, decisions, seed } = values;
  return { port: Number(values.port), reset, decisions, seed };
}

async function start(): Promise<void> {
  // Whoever read our output may leave (`npm start | head`); the provider goes on without it.
  process.stdout.on('error', () => undefined);
  const startedAt = performance.now();
  const { port, decisions, ...options } = readOptions();
  const seed = readSeed(options.seed);
  const home = join(process.cwd(), '.quotaline');
  if (options.reset) await reset(home);
  const lineOf = keepRequestLines(join(home, 'requests.jsonl'));
  const provider = await startLocalProvider({ home, port, decisions, seed, lineOf });
  stopOnSignals(provider.stop);
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`Quotaline listens on ${provider.connection.baseUrl} (ready in ${seconds} s)
Demo partner ${provider.connection.clientId}; keys, ids and tokens are in .quotaline/connection.json
Notices such as GrantExpired go to .quotaline/notices.jsonl${decisions ? decisionsHint : ''}
Open ${provider.connection.baseUrl}/ in a browser: the API Explorer and documentation
Or try, in another terminal:  npm run call -- queryCreditQuota
Forced answers, clock, reset, request log:  npm run sandbox -- --help
Ctrl-C stops it; the state stays.`);
}

function stopOnSignals(stop: () => Promise<void>): void {
  let stopping = false;
  const stopOnce = (): void => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopOnce);
  stopWithNpm(stopOnce);
}

/** npm killed outright cannot pass a signal on; its child would keep port and state for ever. */
function stopWithNpm(stop: () => void): void {
  if (process.env['npm_lifecycle_event'] !== 'start') return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && stop(), 250).unref();
}

function fail(error: unknown): void {
  const inUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const hint = 'the port is in use: choose another with npm start -- --port 8788';
  console.error(`Quotaline did not start: ${inUse ? hint : describe(error)}`);
  process.exit(1);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

start().catch(fail);
