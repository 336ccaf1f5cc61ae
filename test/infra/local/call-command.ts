import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Connection } from '../../../infra/local/connection.ts';
import { clientId, keyPath } from '../../shared/client/signing-server.ts';

const program = new URL('../../../infra/local/call.ts', import.meta.url).pathname;

/** A connection as the local front writes it, with its key files relative to the root. */
export const connectionTo = (baseUrl: string): Connection => ({
  baseUrl,
  clientId,
  keyVersion: 2,
  privateKeyFile: '.quotaline/partner.pem',
  serverPublicKeyFile: '.quotaline/server.pem',
  payeeCode: 'PAYEE-7',
  vcCode: 'VC-7',
  attachmentType: 'INVOICE',
  customers: [
    { id: 'C-ALPHA', accessToken: 'T-ALPHA', contractStatus: 'SIGNED' },
    { id: 'C-BETA', accessToken: 'T-BETA', contractStatus: 'NOT_SIGN' },
  ],
  fxQuotas: [{ method: 'USER_ID', id: 'U-7', currency: 'USD' }],
});

/** An empty folder to call from, with a connection file where one is given. */
export function projectFolder(connection?: object): string {
  const root = mkdtempSync(join(tmpdir(), 'call-test-'));
  if (connection === undefined) return root;
  mkdirSync(join(root, '.quotaline'));
  cpSync(keyPath('test_partner_pkcs8.pem'), join(root, '.quotaline/partner.pem'));
  cpSync(keyPath('test_platform_pub.pem'), join(root, '.quotaline/server.pem'));
  writeFileSync(join(root, '.quotaline/connection.json'), JSON.stringify(connection));
  return root;
}

/** Runs `npm run call` as a process of its own in a folder. */
export async function runCall(cwd: string, args: readonly string[], input = '') {
  const child = spawn(process.execPath, [program, ...args], { cwd });
  child.stdin.end(input);
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    exited,
  ]);
  return { stdout, stderr, exitCode };
}
