import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as z from 'zod/mini';
import { accumulationMethods, tradeTypes } from '../../shared/domain/fx-quota.ts';

/** Where the local front writes how to reach it, from the project's root. */
export const connectionFile = '.quotaline/connection.json';

/** What the demo partner needs to call the local front. */
export const connectionSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }),
  clientId: z.string(),
  keyVersion: z.int(),
  /** The partner's private key and the provider's public key: absolute, or from the root. */
  privateKeyFile: z.string(),
  serverPublicKeyFile: z.string(),
  payeeCode: z.string(),
  vcCode: z.string(),
  attachmentType: z.string(),
  customers: z.array(
    z.strictObject({
      id: z.string(),
      accessToken: z.string(),
      contractStatus: z.enum(['SIGNED', 'NOT_SIGN']),
    }),
  ),
  fxQuotas: z.array(
    z.strictObject({
      method: z.enum(accumulationMethods),
      id: z.string(),
      currency: z.string(),
      tradeType: z.optional(z.enum(tradeTypes)),
    }),
  ),
});
/** The content of `connectionFile`. */
export type Connection = z.infer<typeof connectionSchema>;

/** The connection file is there, but nothing can be done with it. */
export class ConnectionUnreadable extends Error {
  constructor(path: string, why: string) {
    super(`${path}: ${why}. Run \`npm start\` to write it anew.`);
    this.name = 'ConnectionUnreadable';
  }
}

/** Finds the connection file of the project that a folder belongs to, or undefined. */
export function findConnection(folder: string): string | undefined {
  const path = join(folder, connectionFile);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findConnection(parent);
}

/**
 * Reads a connection file. The paths of its key files come back absolute: relative ones begin at
 * the root, the folder above the file's own.
 *
 * @throws {ConnectionUnreadable} when it is not there, no JSON, or of another shape
 */
export function readConnection(path: string): Connection {
  const parsed = connectionSchema.safeParse(jsonOf(path));
  if (!parsed.success) {
    const at = parsed.error.issues.map((issue) => issue.path.join('.') || issue.code).join(', ');
    throw new ConnectionUnreadable(path, `not as expected at ${at}`);
  }
  const root = dirname(dirname(resolve(path)));
  const { privateKeyFile, serverPublicKeyFile } = parsed.data;
  return {
    ...parsed.data,
    privateKeyFile: resolve(root, privateKeyFile),
    serverPublicKeyFile: resolve(root, serverPublicKeyFile),
  };
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    throw new ConnectionUnreadable(path, isSyntax ? 'not JSON' : 'cannot be read');
  }
}
