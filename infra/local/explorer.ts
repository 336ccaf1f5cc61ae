import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildExplorer } from './explorer-files.ts';

const usage = `Builds the API Explorer as static files, for a deployment.

  npm run explorer -- --out <folder> --base-url https://api.lender.example

Serve the folder from an origin of its own over https, with the header that a page cannot give
itself, so that no other page embeds it:
  Content-Security-Policy: frame-ancestors 'none'
and tell the stage of it:
  npx cdk deploy -c stage=dev -c explorer=https://docs.lender.example`;

/**
 * Only an origin: partners sign the path, which begins at the host's root. Without TLS only this
 * machine, since the page believes the keys that it is given there.
 */
const origin =
  /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http:\/\/(127\.0\.0\.1|localhost))(:[1-9][0-9]{0,4})?$/;

async function build(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      'base-url': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { out, 'base-url': baseUrl } = values;
  if (out === undefined || baseUrl === undefined || !origin.test(baseUrl)) {
    throw new Error(
      `--out and --base-url are needed, the latter with https and without a path.\n\n${usage}`,
    );
  }
  const files = await buildExplorer(baseUrl);
  for (const [path, { bytes }] of files) {
    const file = join(resolve(out), path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  console.log(`The explorer for ${baseUrl} is in ${resolve(out)}: ${[...files.keys()].join(', ')}`);
  console.log("Serve it with  Content-Security-Policy: frame-ancestors 'none'");
}

build().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
