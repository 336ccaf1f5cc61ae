import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { applicationBody, attachmentBody } from '../../builders.ts';
import { paths } from '../../http/provider.ts';
import { send, type WireAnswer, type WirePartner } from '../../http/wire-partner.ts';

const project = new URL('../../..', import.meta.url).pathname.replace(/\/$/, '');
const script = `${project}/infra/local/start.ts`;

interface Started {
  readonly child: ChildProcess;
  readonly output: string;
  readonly partner: WirePartner;
  readonly connection: { payeeCode: string; vcCode: string };
}

let folder: string;
let running: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotaline-start-'));
});

afterEach(async () => {
  for (const child of running) if (child.exitCode === null) child.kill('SIGKILL');
  running = [];
  await noneLeft();
  rmSync(folder, { recursive: true, force: true });
});

test('a first start prints less than ten lines and writes the connection file', async () => {
  const { output, connection } = await start();
  expect(output.trim().split('\n').length).toBeLessThan(10);
  expect(output).toContain('npm run call -- queryCreditQuota');
  expect(Object.keys(connection).sort()).toEqual([
    'attachmentType',
    'baseUrl',
    'clientId',
    'customers',
    'fxQuotas',
    'keyVersion',
    'payeeCode',
    'privateKeyFile',
    'serverPublicKeyFile',
    'vcCode',
  ]);
  const connectionFile = join(folder, '.quotaline', 'connection.json');
  expect(statSync(connectionFile).mode & 0o777).toBe(0o600);
});

test('amounts, grants and keys survive a restart and a kill -9', async () => {
  const first = await start();
  await applyFor(first, 'REF_1');
  await stop(first.child, 'SIGINT');
  const second = await start();
  expect(second.partner.privateKeyPem).toBe(first.partner.privateKeyPem);
  expect(await granted(second)).toBe('10000');
  await applyFor(second, 'REF_2');
  second.child.kill('SIGKILL');
  await once(second.child, 'exit');
  const third = await start();
  expect(await granted(third)).toBe('20000');
  const inquiry = await call(third, 'inquiryCreditGrant', { referenceNo: 'REF_2' });
  expect(inquiry.body.creditGrantStatus).toBe('SUCCESS');
});

test('--reset forgets state and keys', async () => {
  const first = await start();
  await applyFor(first, 'REF_1');
  await stop(first.child, 'SIGTERM');
  const second = await start('--reset');
  expect(second.partner.privateKeyPem).not.toBe(first.partner.privateKeyPem);
  expect(await granted(second)).toBe('0');
});

test('--reset refuses while another provider runs on the state', async () => {
  const first = await start();
  const { code, errors } = await startAndFail('--reset');
  expect(code).toBe(1);
  expect(errors).toContain('is in use by process');
  expect(await granted(first)).toBe('0');
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s leaves no process behind',
  async (signal) => {
    const { child } = await start();
    expect(await stop(child, signal)).toBe(0);
    await noneLeft();
  },
);

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  '%s to npm alone leaves nothing running, and the next start works',
  async (signal) => {
    const first = await start('npm');
    first.child.kill(signal);
    await noneLeft();
    expect(await granted(await start())).toBe('0');
  },
);

test('a taken port is said, with what to do', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const { code, errors } = await startAndFail('--port', `${port}`);
  taken.close();
  expect(code).toBe(1);
  expect(errors).toContain('choose another with npm start -- --port');
  await noneLeft();
});

test('an option that makes no sense is said', async () => {
  expect((await startAndFail('--port', 'eighty')).errors).toContain('expected a number');
});

async function start(...options: string[]): Promise<Started> {
  const child = options[0] === 'npm' ? runNpm() : run(['--port', '0', ...options]);
  let output = '';
  for await (const chunk of child.stdout ?? []) {
    output += chunk;
    if (output.includes('Ctrl-C')) break;
  }
  expect(output).toContain('Quotaline listens on http://127.0.0.1:');
  const path = join(folder, '.quotaline', 'connection.json');
  const connection = JSON.parse(readFileSync(path, 'utf8'));
  return {
    child,
    output,
    connection,
    partner: {
      baseUrl: connection.baseUrl,
      clientId: connection.clientId,
      privateKeyPem: readFileSync(connection.privateKeyFile, 'utf8'),
      serverPublicKeyPem: readFileSync(connection.serverPublicKeyFile, 'utf8'),
    },
  };
}

async function startAndFail(...options: string[]): Promise<{ code: number; errors: string }> {
  const child = run(options);
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, errors };
}

function run(options: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...options], { cwd: folder });
  running.push(child);
  return child;
}

/** The very line of package.json, by npm, in a folder of the test's own. */
function runNpm(): ChildProcess {
  const scripts = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).scripts;
  const line = scripts.start.replaceAll(/(\.\/)?infra\//g, `${project}/infra/`);
  const manifest = { name: 'start-test', scripts: { start: `${line} --port 0` } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
  const child = spawn('npm', ['start', '--silent'], { cwd: folder, env, detached: true });
  running.push(child);
  return child;
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = await once(child, 'exit');
  return code;
}

/** Every engine is told its state folder, so its command line gives it away. */
async function noneLeft(): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (Date.now() < deadline && (await processesNaming(folder)) > 0) await wait(20);
  expect(await processesNaming(folder)).toBe(0);
}

async function processesNaming(text: string): Promise<number> {
  const listing = spawn('ps', ['-ewwo', 'args=']);
  let lines = '';
  for await (const chunk of listing.stdout) lines += chunk;
  return lines.split('\n').filter((line) => line.includes(text)).length;
}

function call(
  { partner }: Started,
  api: keyof typeof paths,
  body: Readonly<Record<string, unknown>>,
): Promise<WireAnswer> {
  return send(partner, { path: paths[api], body });
}

async function granted(started: Started): Promise<string> {
  const body = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  return (await call(started, 'queryCreditQuota', body)).body.grantTotalAmount.value;
}

async function applyFor(started: Started, referenceNo: string): Promise<void> {
  const submitted = await call(started, 'submitAttachment', attachmentBody());
  const { fileKey } = submitted.body.attachmentInfo;
  const body = applicationBody(started.connection, fileKey, { referenceNo });
  const applied = await call(started, 'applyCreditGrant', body);
  expect(applied.body.creditGrantStatus).toBe('ACCEPTED');
}
