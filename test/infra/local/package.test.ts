import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
let project: string;
let app: string;
let tarball: string;

// A copy: the project's own manifest is replaced while npm packs, and other tests read it.
beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'quotaline-package-'));
  project = join(folder, 'project');
  app = join(folder, 'app');
  mkdirSync(project);
  for (const name of ['functions', 'shared', 'infra', 'package.json', 'tsconfig.json', 'README.md'])
    cpSync(join(root, name), join(project, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
  const packed = execFileSync('npm', ['pack', '--silent'], { cwd: project, encoding: 'utf8' });
  tarball = join(project, packed.trim());
  const installed = join(app, 'node_modules', 'quotaline');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', tarball, '--strip-components=1', '-C', installed]);
  // What npm would install beside it: the engine's binary, and zod.
  for (const name of ['@dynoxide', 'zod'])
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
}, 120_000);
afterAll(() => rmSync(join(project, '..'), { recursive: true, force: true }));

test('packing leaves the project’s manifest as it was', () => {
  const manifest = (folder: string) => readFileSync(join(folder, 'package.json'), 'utf8');
  expect(manifest(project)).toBe(manifest(root));
});

test('it holds JavaScript and types, asks for zod alone, and none of the project’s sources', () => {
  const files = execFileSync('tar', ['tzf', tarball], { encoding: 'utf8' }).trim().split('\n');
  expect(files.filter((name) => /(?<!\.d)\.ts$/.test(name))).toEqual([]);
  expect(files).toContain('package/dist/package/types/infra/local/start-sandbox.d.ts');
  expect(files).toContain('package/dist/package/types/shared/client/client.d.ts');
  const manifest = JSON.parse(
    readFileSync(join(app, 'node_modules', 'quotaline', 'package.json'), 'utf8'),
  );
  expect(Object.keys(manifest.dependencies)).toEqual(['zod']);
  expect(Object.keys(manifest.optionalDependencies)).toEqual(['@dynoxide/linux-x64']);
});

test.each([
  ['code.mjs', /^F OAUTH_FAIL\nU UNKNOWN_EXCEPTION\nF ORDER_NOT_EXIST\n$/],
  ['settle.mjs', /^applied UNKNOWN_EXCEPTION\n[\s\S]*\ngranted 10000\n$/],
])('the example %s runs where it is installed', (name, said) => {
  cpSync(join(root, 'test/examples', name), join(app, name));
  const { stdout, stderr } = spawnSync(process.execPath, [name], { cwd: app, encoding: 'utf8' });
  expect(stdout).toMatch(said);
  expect(stderr).toBe('');
});

test('its sandbox has no page, and says so as of any path that it does not know', () => {
  const script = `import { startSandbox } from 'quotaline/sandbox';
    await using sandbox = await startSandbox();
    for (const path of ['/', '/explorer/page.js', '/nothing']) {
      const response = await fetch(sandbox.baseUrl + path);
      const { result } = await response.json();
      console.log(response.status, result.resultCode, response.headers.has('signature'));
    }`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: app,
    encoding: 'utf8',
  });
  expect(output).toBe('200 INVALID_API true\n'.repeat(3));
});

test('its types say what may be sent and what came, to a strict compiler', () => {
  cpSync(join(root, 'test/shared/client/typed-calls.ts'), join(app, 'typed-calls.ts'));
  writeFileSync(join(app, 'package.json'), '{"type":"module"}');
  mkdirSync(join(app, 'node_modules', '@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  const strict = '--strict --exactOptionalPropertyTypes --module nodenext --target es2024';
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout, status } = spawnSync(
    process.execPath,
    [compiler, '--noEmit', ...strict.split(' '), '--types', 'node', 'typed-calls.ts'],
    { cwd: app, encoding: 'utf8' },
  );
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test('its client is code of its own that needs no other package', () => {
  const script = `import { PartnerClient, settleCreditGrant } from 'quotaline/client';
    try { new PartnerClient({ baseUrl: 'http://a', clientId: 'A B' }); }
    catch (error) { console.log(error.name, error.message); }
    console.log(typeof settleCreditGrant);`;
  rmSync(join(app, 'node_modules', 'zod'));
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: app,
    encoding: 'utf8',
  });
  expect(output).toBe(
    'ClientSetupError clientId: expected 1 to 64 of A-Z, a-z, 0-9, _ and -.\nfunction\n',
  );
});
