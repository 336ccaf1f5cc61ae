import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'quotaline-static-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function build(baseUrl: string) {
  const args = ['infra/local/explorer.ts', '--out', folder, '--base-url', baseUrl];
  return spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
}

test.each(['https://api.lender.example', 'http://127.0.0.1:8787', 'http://localhost:8787'])(
  'a page for %s is built, and with what header to serve it is said',
  (baseUrl) => {
    const { status, stdout } = build(baseUrl);
    expect(status).toBe(0);
    expect(stdout).toContain("Content-Security-Policy: frame-ancestors 'none'");
    expect(readFileSync(join(folder, 'index.html'), 'utf8')).toContain(`content="${baseUrl}"`);
  },
);

test.each([
  'http://api.lender.example',
  'http://127.0.0.1.lender.example',
  'http://localhost.lender.example:80',
  'https://api.lender.example/v1',
  'https://api.lender.example/',
])('%s is refused, and nothing is built', (baseUrl) => {
  const { status, stderr } = build(baseUrl);
  expect(status).toBe(1);
  expect(stderr).toContain('with https and without a path');
  expect(existsSync(join(folder, 'index.html'))).toBe(false);
});
