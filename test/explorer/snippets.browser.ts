import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Language } from '../../infra/explorer/snippet-panel.ts';
import { explorerForTests } from './browser.ts';

const { visit, provider } = explorerForTests();
const folder = mkdtempSync(join(tmpdir(), 'quotaline-snippets-'));
const client = new URL('../../shared/client/partner-client.ts', import.meta.url).pathname;

beforeAll(() => {
  // As whoever installs the package has it.
  const installed = join(folder, 'node_modules', 'quotaline');
  mkdirSync(installed, { recursive: true });
  const manifest = { name: 'quotaline', type: 'module', exports: { './client': './client.ts' } };
  writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
  symlinkSync(client, join(installed, 'client.ts'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Program {
  readonly file: string;
  readonly command: string;
  readonly options: readonly string[];
  /** What says whether this machine can run it. */
  readonly probe: readonly [command: string, ...options: string[]];
}

const node = process.execPath;
const programs: Readonly<Record<Language, Program>> = {
  curl: { file: 'call.sh', command: 'bash', options: [], probe: ['curl', '--version'] },
  TypeScript: { file: 'call.mts', command: node, options: [], probe: [node, '--version'] },
  Python: {
    file: 'call.py',
    command: 'python3',
    options: [],
    probe: ['python3', '-c', 'import cryptography'],
  },
  Go: { file: 'call.go', command: 'go', options: ['run'], probe: ['go', 'version'] },
  Java: { file: 'Call.java', command: 'java', options: [], probe: ['java', '-version'] },
  PHP: { file: 'call.php', command: 'php', options: [], probe: ['php', '-r', 'curl_init();'] },
};
/** A minute each on a busy machine, most of it compiling; run when asked for. */
const slow: readonly Language[] = ['Go', 'Java'];
const languages = (Object.keys(programs) as Language[]).filter((language) => {
  if (slow.includes(language) && process.env['EVERY_LANGUAGE'] === undefined) return false;
  const [command, ...options] = programs[language].probe;
  return spawnSync(command, options).status === 0;
});

interface Ran {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

function run({ file, command, options }: Program, text: string): Promise<Ran> {
  const path = join(folder, file);
  writeFileSync(path, text);
  const env = { ...process.env, GO111MODULE: 'off' };
  // Not synchronously: the provider that it calls is in this process.
  return new Promise((resolve) => {
    execFile(command, [...options, path], { cwd: folder, env }, (error, stdout, stderr) => {
      resolve({ failed: error !== null, stdout, stderr });
    });
  });
}

const passedOn = ['content-type', 'client-id', 'request-time', 'signature'];

const keysPath = '/.well-known/quotaline-keys.json';

/** Somebody between partner and provider who changes one amount, or has keys of their own. */
async function thief(keys?: string): Promise<{ readonly url: string; readonly server: Server }> {
  const { baseUrl } = provider().connection;
  const server = createServer(async (request, response) => {
    const { method = '', url, headers } = request;
    const sent = passedOn.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value] as const] : [];
    });
    const body = method === 'POST' ? await buffer(request) : null;
    const answer = await fetch(`${baseUrl}${url}`, {
      method,
      headers: Object.fromEntries(sent),
      body,
    });
    const said = url === keysPath ? (keys ?? (await answer.text())) : await answer.text();
    const text = said.replace('"2500000"', '"9500000"');
    for (const name of ['client-id', 'response-time', 'signature', 'content-type']) {
      response.setHeader(name, answer.headers.get(name) ?? '');
    }
    response.end(text);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, server };
}

test('what every machine of ours can run is among what is run', () => {
  expect(languages).toEqual(expect.arrayContaining(['curl', 'TypeScript']));
});

async function copy(language: Language, place: string, customer = ''): Promise<string> {
  const page = await visit(place);
  await page.getByText('RSA 2048 bits').waitFor();
  if (customer !== '') {
    await page.getByText('Key version, customer, token').click();
    await page.getByLabel('Demo customer').selectOption(customer);
  }
  await page.getByLabel('Language').selectOption(language);
  await page.getByRole('button', { name: 'Copy the program' }).click();
  return page.evaluate(() => navigator.clipboard.readText());
}

test('the program in curl says which key the server does not publish', async () => {
  const { url, server } = await thief('{"keys":[]}');
  const text = await copy('curl', '#/try/queryCreditQuota');
  const ran = await run(programs.curl, text.replaceAll(provider().connection.baseUrl, url));
  server.close();
  const stderr =
    "unknown, the server publishes no key of version '1': inquire, or send the same again\n";
  expect(ran).toEqual({ failed: true, stdout: '', stderr });
});

describe.each(languages)('the program in %s', { timeout: 300_000 }, (language) => {
  const copied = (place: string, customer?: string) => copy(language, place, customer);

  test('signs, sends, and verifies a real answer', async () => {
    const text = await copied('#/try/inquiryAvailableQuota');
    expect(text).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE/);
    const { failed, stdout, stderr } = await run(programs[language], text);
    expect(failed ? stderr : '').toBe('');
    expect(stdout).toContain('SUCCESS');
    expect(stdout).toContain('2500000');
  });

  test('acts for a customer, and says a refusal as one', async () => {
    const text = await copied('#/try/queryBudgetAccountInfo', 'CUSTOMER_UNSIGNED_0001');
    expect((await run(programs[language], text)).stdout).toContain('NOT_SIGN');
    const refused = await run(programs[language], text.replaceAll('CUSTOMER_UNSIGNED', 'NOBODY'));
    expect(refused.stdout).toContain('USER_NOT_EXIST');
  });

  test('believes no answer that was changed on the way', async () => {
    const { url, server } = await thief();
    const text = await copied('#/try/inquiryAvailableQuota');
    const { failed, stdout } = await run(
      programs[language],
      text.replaceAll(provider().connection.baseUrl, url),
    );
    server.close();
    expect(failed || stdout.startsWith('unknown')).toBe(true);
    expect(stdout).not.toContain('9500000');
  });
});
