import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import type { DoctorRequest } from '../../../infra/local/doctor-request.ts';
import { SecretsStore } from '../../../infra/local/secrets-store.ts';
import { pairs, planted, plantedSecrets } from './planted-request.ts';

const program = new URL('../../../infra/local/doctor.ts', import.meta.url).pathname;
const home = mkdtempSync(join(tmpdir(), 'doctor-test-'));
mkdirSync(join(home, 'state'));
const store = new SecretsStore(join(home, 'state'));
for (const [name, secretString] of plantedSecrets()) {
  const version = { versionId: 'v1', stages: ['AWSCURRENT'], createdAtMs: 0, secretString };
  store.save({
    name,
    arn: `arn:${name}-abcdef`,
    createdAtMs: 0,
    changedAtMs: 0,
    versions: [version],
  });
}
afterAll(() => rmSync(home, { recursive: true }));

async function doctor(...args: readonly string[]) {
  const child = spawn(process.execPath, [program, ...args, '--home', home], { cwd: home });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
  return { out, errors, code };
}

function fileOf(name: string, content: string | Buffer): string {
  const path = join(home, name);
  writeFileSync(path, content);
  return path;
}

function asHttp({ method, target, headers, bodyBase64 }: DoctorRequest): Buffer {
  const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const body = Buffer.from(bodyBase64, 'base64');
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${head}\r\n`), body]);
}

test('the bytes of a request in a file: the cause, what to change, and the text to sign', async () => {
  const request = planted({ signed: ({ text: right }) => `${right}\n` });
  const { out, code } = await doctor(fileOf('request.txt', asHttp(request)));
  expect(code).toBe(1);
  expect(out).toContain(
    'NOT RIGHT, and this is why:\n1. The body that was signed is not the one that came: a line feed was signed behind it.',
  );
  expect(out).toContain('Build the body once, keep its bytes, sign those and send those.');
  expect(out).toContain('Signed with key version 3 of PARTNER_1');
  expect(out).toContain('When it came is not noted, so its age was not judged.');
  expect(out).toContain(
    'POST /amsin/alipay/business/credit/queryCreditQuota␊\nPARTNER_1.2026-11-21T02:29:58+00:00.{"productCode"',
  );
});

test('a right request in JSON is right', async () => {
  const { out, code } = await doctor(fileOf('right.json', JSON.stringify(planted())));
  expect(code).toBe(0);
  expect(out).toContain('RIGHT: the signature verifies.');
  expect(out).toContain("Request-Time was 2 s behind the server's clock.");
});

test('a key that is given is tried, and the diagnosis is to be had for programs', async () => {
  const key = fileOf('mine.pem', pairs.fresh.publicKey.export({ type: 'spki', format: 'pem' }));
  const request = fileOf('fresh.json', JSON.stringify(planted({ by: pairs.fresh.privateKey })));
  expect((await doctor(request)).code).toBe(2);
  const { out, code } = await doctor(request, '--key', key, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    verdict: 'named',
    server: 'INVALID_SIGNATURE',
    signer: `the key in ${key}`,
    findings: [{ id: 'key-not-registered' }],
    clock: { aheadSeconds: -2 },
  });
});

test('last is the last request that the laptop has kept, whole', async () => {
  expect((await doctor('last')).errors).toContain('There is no request in');
  const line = (request: DoctorRequest) => {
    const { receivedAtMs = 0, ...rest } = request;
    return JSON.stringify({ n: 1, at: new Date(receivedAtMs).toISOString(), why: {}, ...rest });
  };
  const late = planted({ time: '2026-11-21T02:20:00Z' });
  // Whoever verifies an answer fetches the keys after it: those are not what is asked about.
  const keys = planted({ method: 'GET', target: '/.well-known/quotaline-keys.json', body: '' });
  const lines = [planted(), late, keys].map(line);
  fileOf('exchanges.jsonl', `${lines.join('\n')}\n{"n":4,"at":"2026`);
  const { out, code } = await doctor('last');
  expect(code).toBe(1);
  expect(out).toContain("1. Request-Time was 600 s behind the server's clock");
});

test.each<[string, readonly string[], string]>([
  ['no request', [], 'Which request? One file, or last.'],
  ['an unknown option', ['x', '--hard'], "Unknown option '--hard'"],
  ['a file that is not there', ['nowhere.txt'], 'no such file'],
  ['a file that is no request', [program], 'expected `POST /path HTTP/1.1`'],
])('%s is wrong usage', async (_, args, error) => {
  const { errors, code } = await doctor(...args);
  expect(code).toBe(64);
  expect(errors).toContain(error);
});
