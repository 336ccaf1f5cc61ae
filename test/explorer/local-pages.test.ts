import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildExplorer } from '../../infra/local/explorer-files.ts';
import { startTestProvider, type TestProvider } from '../http/provider.ts';
import { exchange, send } from '../http/wire-partner.ts';

let provider: TestProvider;
beforeAll(async () => {
  provider = await startTestProvider();
});
afterAll(() => provider.stop());

const get = (target: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const host = new URL(provider.connection.baseUrl).host;
  const sent = { Host: host, ...headers };
  return exchange(provider.connection.baseUrl, method, target, sent, Buffer.alloc(0));
};

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  "frame-ancestors 'none'",
].join('; ');

describe('the page', () => {
  test.each([
    ['/', 'text/html; charset=utf-8'],
    ['/explorer/page.js', 'text/javascript; charset=utf-8'],
    ['/explorer/page.css', 'text/css; charset=utf-8'],
    ['/explorer/icon.svg', 'image/svg+xml'],
  ])('%s is served under a strict policy', async (path, contentType) => {
    const { status, headers, bytes } = await get(path);
    expect(status).toBe(200);
    expect(bytes.length).toBeGreaterThan(100);
    expect(headers).toMatchObject({
      'content-type': contentType,
      'content-security-policy': policy,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
  });

  test('nothing in it is inline or from elsewhere', async () => {
    const html = (await get('/')).bytes.toString();
    expect(html).not.toMatch(/<script(?![^>]*src=)|<style|\son[a-z]+=|style=/);
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual([
      'href="explorer/icon.svg"',
      'href="explorer/page.css"',
      'src="explorer/page.js"',
    ]);
    const css = (await get('/explorer/page.css')).bytes.toString();
    expect(css).not.toMatch(/url\(|@import/);
    const script = (await get('/explorer/page.js')).bytes.toString();
    expect(script).not.toMatch(/\beval\(|new Function|innerHTML|document\.write/);
    expect(script.length).toBeLessThan(160_000);
  });

  test('HEAD has the headers alone', async () => {
    const { status, headers, bytes } = await get('/', {}, 'HEAD');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(bytes.length).toBe(0);
  });

  test.each(['/explorer/', '/explorer/../seed.json', '/explorer/index.html', '/explorer/none.js'])(
    '%s is none of its files, and refused as any path',
    async (path) => {
      const answer = await send(provider.partner, { path, method: 'GET', body: '' });
      expect(answer.outcome).toBe('F INVALID_API');
    },
  );

  test('other verbs there are for the API to refuse', async () => {
    for (const path of ['/', '/explorer/page.js']) {
      const answer = await send(provider.partner, { path, body: '{}' });
      expect(answer.outcome).toBe('F INVALID_API');
    }
  });
});

describe('the demo partner is told', () => {
  const hostOf = (name: string) => `${name}:${new URL(provider.connection.baseUrl).port}`;

  test('to the page on this machine, with its key and ids', async () => {
    const { status, headers, bytes } = await get('/_sandbox/demo', {
      'Sec-Fetch-Site': 'same-origin',
    });
    expect(status).toBe(200);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(headers['cache-control']).toBe('no-store');
    const demo = JSON.parse(bytes.toString());
    expect(demo).toMatchObject({
      clientId: 'DEMO_5X00000000000001',
      keyVersion: 1,
      payeeCode: 'PAYEE_DEMO_0001',
      privateKey: provider.partner.privateKeyPem,
    });
    expect(Object.keys(demo)).not.toContain('serverPublicKeyFile');
  });

  test('by the name localhost too', async () => {
    expect((await get('/_sandbox/demo', { Host: hostOf('localhost') })).status).toBe(200);
  });

  test.each<[string, () => Record<string, string>]>([
    ['a name that somebody made resolve to here', () => ({ Host: hostOf('evil.example') })],
    ['another port', () => ({ Host: '127.0.0.1:1' })],
    ['no port', () => ({ Host: '127.0.0.1' })],
    ['another origin', () => ({ Origin: 'https://evil.example' })],
    ['another port as origin', () => ({ Origin: 'http://127.0.0.1:1' })],
    ['the null origin', () => ({ Origin: 'null' })],
    ['another site', () => ({ 'Sec-Fetch-Site': 'cross-site' })],
    ['another port of this site', () => ({ 'Sec-Fetch-Site': 'same-site' })],
    ['whoever typed the address', () => ({ 'Sec-Fetch-Site': 'none' })],
  ])('not to %s', async (_, headers) => {
    const { status, bytes } = await get('/_sandbox/demo', headers());
    expect(status).toBe(403);
    expect(bytes.toString()).toBe(
      'Only the explorer page on this machine is told of the demo partner.\n',
    );
  });
});

test('a page for a deployment has its policy and its provider in itself', async () => {
  const files = await buildExplorer('https://api.lender.example');
  expect([...files.keys()]).toEqual([
    'index.html',
    'explorer/page.js',
    'explorer/page.css',
    'explorer/icon.svg',
  ]);
  const html = Buffer.from(files.get('index.html')?.bytes ?? []).toString();
  expect(html).toContain('<meta name="quotaline-base-url" content="https://api.lender.example" />');
  const [, inPage] = /http-equiv="content-security-policy" content="([^"]*)"/.exec(html) ?? [];
  expect(inPage).toBe(
    policy
      .replace("connect-src 'self'", 'connect-src https://api.lender.example')
      .replace("; frame-ancestors 'none'", ''),
  );
});
