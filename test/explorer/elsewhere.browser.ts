import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildExplorer, type PageFiles } from '../../infra/local/explorer-files.ts';
import { type LocalProvider, startLocalProvider } from '../../infra/local/local-provider.ts';
import { browserForTests, outcomeIn } from './browser.ts';

const { open, taken } = browserForTests();
const home = mkdtempSync(join(tmpdir(), 'quotaline-test-'));
const servers: Server[] = [];
let files: PageFiles = new Map();
let provider: LocalProvider;
let allowed = '';
let stranger = '';

/** Serves the static page as any host of files would. @returns its origin */
async function host(): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url === '/' ? 'index.html' : (request.url ?? '').slice(1);
    const file = files.get(path);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.contentType ?? 'text/plain' });
    response.end(file?.bytes);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  servers.push(server);
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

beforeAll(async () => {
  [allowed, stranger] = [await host(), await host()];
  provider = await startLocalProvider({ home, port: 0, schedules: false, explorerOrigin: allowed });
  files = await buildExplorer(provider.connection.baseUrl);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

async function signAsDemo(page: Page): Promise<void> {
  await page.getByLabel('Client-Id').fill(provider.connection.clientId);
  const buffer = readFileSync(provider.connection.privateKeyFile);
  await page
    .getByLabel('Private key file')
    .setInputFiles({ name: 'k.pem', mimeType: 'a/b', buffer });
  await page.getByText('RSA 2048 bits').waitFor();
}

test('a page of another origin, which the stage knows, comes to a verified S', async () => {
  const page = await open(allowed);
  await page.getByText('No private key is loaded.').waitFor();
  expect(await page.getByRole('link', { name: 'Sandbox' }).count()).toBe(0);
  await signAsDemo(page);
  await page.getByRole('button', { name: 'Send signed request' }).click();
  expect(await outcomeIn(page)).toBe('S SUCCESS, verified');
  await page.getByLabel('Mistake', { exact: true }).selectOption('wrong-path');
  await page.getByRole('button', { name: 'Send it broken' }).click();
  await page.locator('#answer', { hasText: 'On purpose' }).waitFor();
  expect(await outcomeIn(page)).toBe('F INVALID_API, verified');
});

test('a page of an origin that it does not know reads nothing, and says that it is unknown', async () => {
  const page = await open(stranger);
  await signAsDemo(page);
  await page.getByRole('button', { name: 'Send signed request' }).click();
  await page.locator('#answer .answer').waitFor();
  expect(await page.locator('#answer .answer').getAttribute('data-outcome')).toBe('U NO_ANSWER');
  const refused = taken().filter((line) => line.includes('blocked by CORS policy'));
  expect(refused.length).toBeGreaterThan(0);
});

test('it speaks to its provider and to nobody else', async () => {
  const page = await open(allowed);
  const said = await page.evaluate(
    (url) =>
      fetch(url).then(
        () => 'sent',
        () => 'refused',
      ),
    `${stranger}/index.html`,
  );
  expect(said).toBe('refused');
  const seen: string[] = [];
  await expect
    .poll(() => {
      seen.push(...taken());
      return seen.filter((line) => line.includes('policy violated: connect-src')).length;
    })
    .toBe(1);
  await page.waitForTimeout(200);
  taken();
});
