import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Where the bundles are written unless told otherwise; git ignores it. */
const bundlesFolder = join(root, 'dist', 'functions');

/** What the SDK would load only where we never are, and so need not be shipped: a browser's name. */
export const neverLoaded = ['bowser'];

/**
 * What stands in for a module in a bundle, by files in `stand-in/`: for a built-in one, what reads
 * no more of it than is used, where an ES import loads all that it has; for a part of the SDK that
 * is always imported and never used by us, nothing. Other ways to find credentials than the
 * environment, where Lambda puts them, would be a third of a bundle.
 */
const standIns: Readonly<Record<string, string>> = {
  'node:http': 'http.cjs',
  'node:process': 'process.cjs',
  'node:fs': 'fs.cjs',
  'node:fs/promises': 'fs-promises.cjs',
  '@aws-sdk/credential-provider-node': 'credentials.mjs',
  '@smithy/core/event-streams': 'event-streams.mjs',
  '@aws-sdk/middleware-endpoint-discovery': 'endpoint-discovery.mjs',
};

/** How everything is bundled that Lambda loads. */
export const bundleSettings = {
  entryNames: 'index',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // What the SDK imports dynamically is not parsed at a cold start.
  splitting: true,
  // ES modules first: only they can be tree-shaken.
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  external: neverLoaded,
  alias: Object.fromEntries(
    Object.entries(standIns).map(([name, file]) => [name, join(root, 'infra', 'stand-in', file)]),
  ),
  sourcemap: 'external',
} satisfies BuildOptions;

/**
 * Bundles a function into a folder of its own: `index.mjs`, which exports `handler`, and the
 * chunks that it loads only when needed. The same sources give the same bytes, so a function that
 * has not changed is not deployed again.
 *
 * Beside each file lies its source map, to read the stack traces of minified code with.
 *
 * @returns the folder
 */
export function bundleFunction(functionName: string, folder = bundlesFolder): string {
  const outdir = join(folder, functionName);
  // Chunks are named by their content: an older build's would stay and be shipped.
  rmSync(outdir, { recursive: true, force: true });
  buildSync({
    ...bundleSettings,
    absWorkingDir: root,
    stdin: { contents: instanceOf(functionName), resolveDir: root },
    outdir,
  });
  return outdir;
}

/**
 * What Lambda loads: the function, primed while the instance starts, at full processor speed and
 * before anybody waits. The files in `functions/` themselves do nothing on import.
 */
function instanceOf(functionName: string): string {
  return `import { handler } from './functions/${functionName}.ts';
await handler.prime?.();
export { handler };`;
}
