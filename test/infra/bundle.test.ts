import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleFunction, neverLoaded } from '../../infra/bundle.ts';
import { backOfficeFunctions } from '../../shared/catalogue/back-office-functions.ts';
import { endpoints, unknownApi } from '../../shared/catalogue/catalogue.ts';
import { deploymentFunctions } from '../../shared/catalogue/deployment-functions.ts';
import { documents } from '../../shared/catalogue/documents.ts';

const rows = [
  ...endpoints,
  ...documents,
  unknownApi,
  ...backOfficeFunctions,
  ...deploymentFunctions,
];
const functionNames = rows.map(({ functionName }) => functionName);
// The performance budget's limit for the largest function.
const maxGzippedBytes = 200 * 1_024;
// Outside the repository, so that a bundle finds nothing but itself.
const folder = mkdtempSync(join(tmpdir(), 'quotaline-bundles-'));

beforeAll(() => {
  for (const functionName of functionNames) bundleFunction(functionName, folder);
  // All of them, on a machine that may be busy.
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every bundle loads on its own, without configuration, and exports a handler', () => {
  const addresses = functionNames.map(
    (name) => pathToFileURL(join(folder, name, 'index.mjs')).href,
  );
  const script = `const made = await Promise.all(${JSON.stringify(addresses)}.map((a) => import(a)));
    console.log(JSON.stringify(made.map(({ handler }) => typeof handler)));`;
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: {} });
  expect(JSON.parse(output.toString())).toEqual(functionNames.map(() => 'function'));
});

test('the same sources give the same bytes', () => {
  const again = mkdtempSync(join(tmpdir(), 'quotaline-bundles-'));
  try {
    bundleFunction('unknown-api', again);
    expect(filesOf(join(again, 'unknown-api'))).toEqual(filesOf(join(folder, 'unknown-api')));
  } finally {
    rmSync(again, { recursive: true, force: true });
  }
});

test.each(functionNames)('%s is within the budget and brings nothing it cannot use', (name) => {
  const files = [...filesOf(join(folder, name)).values()];
  const gzippedBytes = files.reduce((sum, file) => sum + gzipSync(file).length, 0);
  expect(gzippedBytes).toBeLessThan(maxGzippedBytes);
  const text = files.join('');
  expect(text).not.toContain('Dynamic require of');
  // From zod's messages in German, which would come with those in every other language.
  expect(text).not.toContain('Eingabe: erwartet');
});

test.each(functionNames)('%s imports nothing from elsewhere but what is never loaded', (name) => {
  const text = [...filesOf(join(folder, name)).values()].join('');
  const from = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)]
      .map(([, module = '']) => module)
      .filter((module) => !/^(node:|\.\/)/.test(module));
  expect(from(/\b(?:from|import)"([^"]+)"/g)).toEqual([]);
  expect(new Set(from(/\bimport\("([^"]+)"\)/g)).difference(new Set(neverLoaded))).toEqual(
    new Set(),
  );
});

test.each(functionNames)('%s holds nothing that Lambda or we never use', (name) => {
  const text = [...filesOf(join(folder, name)).values()].join('');
  // Where other credentials would be asked for, or read from: the environment is enough.
  expect(text).toContain('AWS_SECRET_ACCESS_KEY');
  expect(text).not.toContain('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  expect(text).not.toContain('sso_start_url');
  // The readers of event streams and of answers about where DynamoDB's endpoint is.
  expect(text).not.toContain('header name exceeds 255 bytes');
  expect(text).not.toContain('AWS_ENABLE_ENDPOINT_DISCOVERY');
  // An ES import of these would load all that they have to offer.
  expect(text).not.toMatch(/(from|import\()"node:(http|process|fs|fs\/promises)"/);
  // Only S3 speaks XML.
  const speaksXml = ['submit-attachment', 'empty-buckets'].includes(name);
  expect(text.includes('@aws-sdk XML parse error')).toBe(speaksXml);
});

test('a bundle finds its credentials in the environment alone', () => {
  const address = pathToFileURL(join(folder, 'query-credit-quota', 'index.mjs')).href;
  const script = `const { handler } = await import(${JSON.stringify(address)});
    await handler({}, { getRemainingTimeInMillis: () => 5000 });`;
  const names = ['TABLE', 'ATTACHMENT_BUCKET', 'BUDGET_CONTRACT_NAME', 'BUDGET_CONTRACT_URL'];
  const env = {
    ...Object.fromEntries(names.map((name) => [`QUOTALINE_${name}`, 'any'])),
    QUOTALINE_STAGE: 'dev',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
    AWS_SESSION_TOKEN: 'any',
    // Nobody listens there, and nobody could be asked before the request was signed.
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });
  expect(`${stdout}${stderr}`).toContain('"message":"answered unsigned"');
  expect(`${stdout}${stderr}`).toContain('ECONNREFUSED');
});

/** What is shipped of a bundle: its files by name, without the source maps. */
function filesOf(bundle: string): Map<string, string> {
  const names = readdirSync(bundle).filter((name) => !name.endsWith('.map'));
  return new Map(names.sort().map((name) => [name, readFileSync(join(bundle, name), 'utf8')]));
}
