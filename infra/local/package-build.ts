import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { fauxqsPaths } from './fauxqs-modules.ts';

const root = join(import.meta.dirname, '..', '..');

/** Where the package's code and types go, from the root. */
export const packageFolder = 'dist/package';

const sources = {
  client: 'shared/client/client.ts',
  'start-sandbox': 'infra/local/start-sandbox.ts',
  'sandbox-process': 'infra/local/sandbox-process.ts',
  'engines-process': 'infra/local/engines-process.ts',
};

/** What is imported by name, and the source of each. */
export const packageEntries = {
  './client': { source: sources.client, code: 'client.js' },
  './sandbox': { source: sources['start-sandbox'], code: 'start-sandbox.js' },
} as const;

/**
 * Builds what a package of this project holds: JavaScript, since Node strips no types below
 * `node_modules`, with everything in it but the database engine's binary; and its types.
 */
export async function buildPackage(): Promise<void> {
  const folder = join(root, packageFolder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle(folder);
  cpSync(join(root, 'infra/local/seed.json'), join(folder, 'seed.json'));
  emitTypes(folder);
}

async function bundle(outdir: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: sources,
    outdir,
    bundle: true,
    // Of two programs that share a module, and of fauxqs' own parts, each module is there once.
    splitting: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    mainFields: ['module', 'main'],
    legalComments: 'linked',
    logLevel: 'error',
    plugins: [fauxqsInside],
    // What was written for `require` asks for it at run time.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
  });
}

/** The stores of fauxqs, which are found by their place in its package, come by name. */
const fauxqsInside: Plugin = {
  name: 'fauxqs-inside',
  setup({ onLoad }) {
    onLoad({ filter: /fauxqs-modules\.ts$/ }, () => {
      const entry = dirname(fileURLToPath(import.meta.resolve('fauxqs')));
      const imports = fauxqsPaths.map((path) => `import(${JSON.stringify(join(entry, path))})`);
      const contents = `export const loadFauxqsModules = () => Promise.all([${imports.join()}]);`;
      return { contents, loader: 'js', resolveDir: root };
    });
  },
};

/** @throws {Error} with what the compiler says */
function emitTypes(folder: string): void {
  const config = join(folder, 'tsconfig.json');
  const options = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: root,
    outDir: join(folder, 'types'),
  };
  const files = Object.values(packageEntries).map(({ source }) => join(root, source));
  const text = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: options,
    files,
    include: [],
  };
  writeFileSync(config, JSON.stringify(text));
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', config]);
  rmSync(config);
  if (status !== 0) throw new Error(`no types: ${stdout}`);
}
