import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { openApiDocument } from '../../../shared/catalogue/openapi-document.ts';

const release = '@stoplight/prism-cli@5.16.0';

/** A mock server while it runs. */
export interface Mock {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/**
 * Starts Prism on our own document: it checks a request against the schemas and answers with the
 * example. Installed when asked for. @returns undefined where it cannot be had
 */
export async function startPrism(folder: string): Promise<Mock | undefined> {
  const file = join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(openApiDocument()));
  const port = await freePort();
  const args = ['--yes', release, 'mock', file, '-p', `${port}`, '-h', '127.0.0.1', '-v', 'info'];
  const child = spawn('npx', args, { stdio: ['ignore', 'pipe', 'ignore'], detached: true });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.pid === undefined) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  };
  const isReady = await Promise.race([
    new Promise<boolean>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('is listening')) resolve(true);
      });
    }),
    once(child, 'exit').then(() => false),
    new Promise<boolean>((resolve) => {
      setTimeout(() => resolve(false), 90_000).unref();
    }),
  ]);
  if (isReady) return { baseUrl: `http://127.0.0.1:${port}`, stop };
  await stop();
  return undefined;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
