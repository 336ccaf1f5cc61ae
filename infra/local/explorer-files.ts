import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const folder = join(root, 'infra', 'explorer');

/** A file of the explorer page. */
export interface PageFile {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** The files of the explorer page, by their paths from where the page is. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const types = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

/**
 * What the page may do: run its own script, show its own style, and speak to one provider. No
 * inline code, no evaluated text, no HTML made of text, nothing from anywhere else.
 */
export function contentPolicy(provider: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src ${provider}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Whether the sources of the page are here: a package of the sandbox comes without them. */
export function hasExplorer(): boolean {
  return existsSync(join(folder, 'page.html'));
}

/**
 * Builds the page: one script, one style sheet, one icon, nothing that is loaded from elsewhere.
 *
 * @param baseUrl the provider that the page calls; empty for the one that it was served by. A page
 * for another has its policy in itself, since whoever serves it may send no header
 */
export async function buildExplorer(baseUrl = ''): Promise<PageFiles> {
  const [script, html, css, icon] = await Promise.all([
    bundledScript(),
    readFile(join(folder, 'page.html'), 'utf8'),
    readFile(join(folder, 'page.css')),
    readFile(join(folder, 'icon.svg')),
  ]);
  return new Map<string, PageFile>([
    ['index.html', { contentType: types.html, bytes: Buffer.from(pageFor(html, baseUrl)) }],
    ['explorer/page.js', { contentType: types.js, bytes: script }],
    ['explorer/page.css', { contentType: types.css, bytes: css }],
    ['explorer/icon.svg', { contentType: types.svg, bytes: icon }],
  ]);
}

async function bundledScript(): Promise<Uint8Array> {
  // Loaded only when somebody looks at the page: nothing else of a start needs it.
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['infra/explorer/main.ts'],
    bundle: true,
    write: false,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const [script] = outputFiles;
  if (script === undefined) throw new Error('the explorer page has no script');
  return script.contents;
}

const baseUrlMeta = '<meta name="quotaline-base-url" content="" />';

function pageFor(html: string, baseUrl: string): string {
  if (baseUrl === '') return html;
  const policy = `<meta http-equiv="content-security-policy" content="${contentPolicy(baseUrl)}" />`;
  const filled = baseUrlMeta.replace('content=""', `content="${baseUrl}"`);
  return html.replace(baseUrlMeta, `${policy}\n    ${filled}`);
}
