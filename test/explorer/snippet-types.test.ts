import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleBody } from '../../infra/explorer/examples.ts';
import type { SnippetRequest } from '../../infra/explorer/snippet-request.ts';
import { typescriptSnippet } from '../../infra/explorer/snippet-typescript.ts';
import { endpoints } from '../../shared/catalogue/catalogue.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'quotaline-snippet-types-'));
const caller = {
  baseUrl: 'http://127.0.0.1:8787',
  clientId: 'A',
  keyVersion: 1,
  customerId: 'C',
  accessToken: 'T',
  keyFile: 'private.pem',
};

beforeAll(() => {
  // As whoever installs the package has it.
  const installed = join(folder, 'node_modules', 'quotaline');
  mkdirSync(installed, { recursive: true });
  const manifest = { name: 'quotaline', type: 'module', exports: { './client': './client.ts' } };
  writeFileSync(join(installed, 'package.json'), JSON.stringify(manifest));
  symlinkSync(join(root, 'shared/client/client.ts'), join(installed, 'client.ts'));
  for (const name of ['@types', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @returns what a strict compiler says of the programs of this machine's folder */
function compiled(files: Readonly<Record<string, string>>): string {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const options = 'noEmit strict exactOptionalPropertyTypes noUncheckedIndexedAccess skipLibCheck';
  const module = 'allowImportingTsExtensions erasableSyntaxOnly verbatimModuleSyntax';
  const flags = `${options} ${module}`.split(' ').map((name) => `--${name}`);
  const rest = ['--module', 'nodenext', '--target', 'es2024', '--types', 'node'];
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, ...flags, ...rest, ...Object.keys(files)];
  return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout;
}

test('the program in TypeScript for every API compiles under a strict compiler', () => {
  const requests = endpoints.map(
    ({ name, path }): SnippetRequest => ({
      ...caller,
      api: name,
      path,
      body: exampleBody(name, undefined),
    }),
  );
  const long: SnippetRequest = { ...caller, api: 'applyCreditGrant', path: '/', body: undefined };
  const programs = [...requests, long].map((request, at) => [
    `${request.api}-${at}.mts`,
    typescriptSnippet(request),
  ]);
  expect(compiled(Object.fromEntries(programs))).toBe('');
  // The compiler does look: what no API has does not compile.
  const spoilt = typescriptSnippet(long).replace("'applyCreditGrant'", "'applyCreditGrants'");
  expect(compiled({ 'spoilt.mts': spoilt })).toContain('"applyCreditGrants"');
}, 60_000);
