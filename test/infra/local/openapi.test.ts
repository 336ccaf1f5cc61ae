import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openApiDocument } from '../../../shared/catalogue/openapi-document.ts';

const folder = mkdtempSync(join(tmpdir(), 'quotaline-openapi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (...options: string[]) =>
  spawnSync(process.execPath, ['infra/local/openapi.ts', ...options], { encoding: 'utf8' });
const read = (text: string): unknown => JSON.parse(text);

test('it prints the document', () => {
  const { stdout, status } = run();
  expect(status).toBe(0);
  expect(read(stdout)).toEqual(read(JSON.stringify(openApiDocument())));
});

test('it writes it where told, and says where the APIs are', () => {
  const file = join(folder, 'openapi.json');
  expect(run('--out', file, '--server', 'https://api.example').stdout).toBe('');
  expect(read(readFileSync(file, 'utf8'))).toMatchObject({
    openapi: '3.1.1',
    servers: [{ url: 'https://api.example' }],
  });
});

test('it says what it does not know, and prints nothing', () => {
  const { stdout, stderr, status } = run('--format', 'yaml');
  expect([stdout, status]).toEqual(['', 64]);
  expect(stderr).toContain("Unknown option '--format'");
});
