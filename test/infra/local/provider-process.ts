import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect } from 'vitest';
import { applicationBody, attachmentBody } from '../../builders.ts';
import { paths } from '../../http/provider.ts';
import { send, type WireAnswer, type WirePartner } from '../../http/wire-partner.ts';

const project = new URL('../../../', import.meta.url);
const local = new URL('infra/local/', project);

/** A provider as `npm start` runs it, once it has said that it is ready. */
export interface Started {
  readonly child: ChildProcess;
  readonly output: string;
  readonly partner: WirePartner;
  readonly connection: { payeeCode: string; vcCode: string };
  /** All that it has written to standard output so far. */
  written(): string;
}

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the provider as processes of their own; each test in a folder of its own. */
export function providerProcesses() {
  let folder = '';
  let running: ChildProcess[] = [];

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'quotaline-start-')));
  });
  afterEach(async () => {
    for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
    running = [];
    await noneLeft();
    rmSync(folder, { recursive: true, force: true });
  });

  function run(program: string, options: readonly string[]): ChildProcess {
    const script = new URL(program, local).pathname;
    const child = spawn(process.execPath, [script, ...options], { cwd: folder });
    running.push(child);
    return child;
  }

  /** Every engine is told its state folder, so its command line gives it away. */
  async function noneLeft(): Promise<void> {
    const deadline = Date.now() + 5_000;
    while (Date.now() < deadline && (await processesNaming(folder)) > 0) await wait(20);
    expect(await processesNaming(folder)).toBe(0);
  }

  async function started(child: ChildProcess): Promise<Started> {
    let written = '';
    const ready = new Promise<string>((resolve) => {
      child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
        written += chunk;
        if (written.includes('Ctrl-C')) resolve(written);
      });
      child.stdout?.on('end', () => resolve(written));
    });
    const output = await ready;
    expect(output).toContain('Quotaline listens on http://127.0.0.1:');
    const path = join(folder, '.quotaline', 'connection.json');
    const connection = JSON.parse(readFileSync(path, 'utf8'));
    const { baseUrl, clientId, privateKeyFile, serverPublicKeyFile } = connection;
    const partner: WirePartner = {
      baseUrl,
      clientId,
      privateKeyPem: readFileSync(privateKeyFile, 'utf8'),
      serverPublicKeyPem: readFileSync(serverPublicKeyFile, 'utf8'),
    };
    return { child, output, connection, partner, written: () => written };
  }

  function runNpm(): ChildProcess {
    const scripts = JSON.parse(readFileSync(new URL('package.json', project), 'utf8')).scripts;
    const line = scripts.start.replaceAll(/(\.\/)?infra\/local\//g, local.pathname);
    const manifest = { name: 'start-test', scripts: { start: `${line} --port 0` } };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    const child = spawn('npm', ['start', '--silent'], { cwd: folder, env, detached: true });
    running.push(child);
    return child;
  }

  return {
    folder: () => folder,
    home: () => join(folder, '.quotaline'),
    noneLeft,

    start: (...options: string[]) => started(run('start.ts', ['--port', '0', ...options])),

    /** The same by `npm start`, with the very line of package.json. */
    startByNpm: () => started(runNpm()),

    /** Runs a program of `infra/local` to its end. */
    async runToEnd(program: string, ...options: string[]): Promise<Ended> {
      const child = run(program, options);
      const words = { output: '', errors: '' };
      child.stdout?.on('data', (chunk) => {
        words.output += chunk;
      });
      child.stderr?.on('data', (chunk) => {
        words.errors += chunk;
      });
      const [code] = await once(child, 'close');
      return { code, ...words };
    },
  };
}

/** Sends a signal and waits for the end. @returns the exit code */
export async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

export function call(
  { partner }: Started,
  api: keyof typeof paths,
  body: Readonly<Record<string, unknown>>,
): Promise<WireAnswer> {
  return send(partner, { path: paths[api], body });
}

/** What is granted in all, in minor units. */
export async function granted(started: Started): Promise<string> {
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  return (await call(started, 'queryCreditQuota', body)).body.grantTotalAmount.value;
}

/** Applies for 100.00 USD. */
export async function applyFor(started: Started, referenceNo: string): Promise<void> {
  const submitted = await call(started, 'submitAttachment', attachmentBody());
  const { fileKey } = submitted.body.attachmentInfo;
  const body = applicationBody(started.connection, fileKey, { referenceNo });
  const applied = await call(started, 'applyCreditGrant', body);
  expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
}

async function processesNaming(text: string): Promise<number> {
  const listing = spawn('ps', ['-ewwo', 'args=']);
  let lines = '';
  for await (const chunk of listing.stdout) lines += chunk;
  return lines.split('\n').filter((line) => line.includes(text)).length;
}
