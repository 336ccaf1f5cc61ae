import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod/mini';
import { readPrivateKey } from '../../shared/signing/rsa-key.ts';
import { writeDurably } from './durable-file.ts';

/** What stands for the demo partner's own safe: its private key, and its customers' tokens. */
export interface DemoKeys {
  readonly folder: string;
  readonly privateKeyFile: string;
  readonly privateKey: KeyObject;
  /** Access tokens by customer id. */
  readonly tokens: Readonly<Record<string, string>>;
}

const tokensFile = z.record(z.string(), z.string());

/** A new RSA-2048 key pair's private half, PKCS#8 in PEM. */
export async function newPrivateKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** Finds the demo partner's key and tokens in a folder, making them on the first start. */
export async function ensureDemoKeys(
  folder: string,
  customerIds: readonly string[],
): Promise<DemoKeys> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const privateKeyFile = join(folder, 'demo-partner-private.pem');
  if (!existsSync(privateKeyFile)) writeDurably(privateKeyFile, await newPrivateKeyPem());
  const privateKey = readPrivateKey(readFileSync(privateKeyFile, 'utf8'));
  if (privateKey === undefined) {
    throw new Error(`${privateKeyFile} holds no RSA private key: delete it to have a new one made`);
  }
  return { folder, privateKeyFile, privateKey, tokens: ensureTokens(folder, customerIds) };
}

function ensureTokens(folder: string, customerIds: readonly string[]): Record<string, string> {
  const path = join(folder, 'customer-tokens.json');
  const kept = existsSync(path) ? tokensFile.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
  const missing = customerIds.filter((id) => kept[id] === undefined);
  if (missing.length === 0) return kept;
  const issued = missing.map((id) => [id, randomBytes(24).toString('base64url')]);
  const tokens: Record<string, string> = { ...kept, ...Object.fromEntries(issued) };
  writeDurably(path, JSON.stringify(tokens, null, 2));
  return tokens;
}
