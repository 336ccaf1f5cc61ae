import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { bundleFunction, bundleSettings } from '../../infra/bundle.ts';
import { endpoints } from '../../shared/catalogue/catalogue.ts';

const root = join(import.meta.dirname, '..', '..');

/** Bundles a function with what esbuild does unless told otherwise, the format apart. */
export function bundleByDefaults(functionName: string, folder: string): string {
  const outdir = join(folder, 'defaults', functionName);
  buildSync({
    absWorkingDir: root,
    entryPoints: { index: join('functions', `${functionName}.ts`) },
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
  });
  return join(outdir, 'index.cjs');
}

/** One read with the client, and nothing else. */
const dynamodbAlone = {
  contents: `import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
    const client = new DynamoDBClient({ cacheMiddleware: true });
    const Keys = [{ pk: { S: 'CLIENT#NOBODY' }, sk: { S: 'NOTHING' } }];
    export const handler = () => client.send(new BatchGetItemCommand({
      RequestItems: { [process.env.QUOTALINE_TABLE]: { Keys, ConsistentRead: true } } }));`,
  resolveDir: root,
};

/** The DynamoDB client alone, bundled well, but with nothing taken out of it. */
export function bundleDynamodbAlone(folder: string): string {
  const outdir = join(folder, 'dynamodb');
  buildSync({
    absWorkingDir: root,
    stdin: dynamodbAlone,
    outfile: join(outdir, 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
  });
  return join(outdir, 'index.mjs');
}

/** The same with all the settings that our functions have. */
export function bundleDynamodbAsOurs(folder: string): string {
  const outdir = join(folder, 'dynamodb-as-ours');
  buildSync({ ...bundleSettings, absWorkingDir: root, stdin: dynamodbAlone, outdir });
  return join(outdir, 'index.mjs');
}

/** The bytes of each endpoint's bundle as they are shipped, gzipped, in KB. */
export function bundleSizes(folder: string): Readonly<Record<string, number>> {
  return Object.fromEntries(
    endpoints.map(({ functionName }) => {
      const built = bundleFunction(functionName, folder);
      const files = readdirSync(built).filter((name) => name.endsWith('.mjs'));
      const bytes = files.map((name) => gzipSync(readFileSync(join(built, name))).length);
      return [functionName, bytes.reduce((sum, size) => sum + size, 0) / 1_000];
    }),
  );
}
