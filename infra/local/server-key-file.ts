import * as z from 'zod/mini';
import type { ServerPublicKeys } from '../../shared/client/partner-keys.ts';
import { readNamedFile } from './call-file.ts';
import { UsageError } from './call-options.ts';

const publishedDocument = z.object({
  keys: z.array(z.object({ keyVersion: z.int(), publicKey: z.string() })),
});

/**
 * The provider's public key or keys in a file: one key, or the document that the provider
 * publishes, which names a key for each version.
 *
 * @throws {UsageError} when it cannot be read, or is JSON of another kind
 */
export function readServerKeyFile(what: string, path: string): ServerPublicKeys {
  const text = readNamedFile(what, path).toString('utf8');
  if (!text.trimStart().startsWith('{')) return text;
  const { data } = publishedDocument.safeParse(jsonOf(text));
  if (data === undefined)
    throw new UsageError(`${what}: ${path} is no document of published keys.`);
  return Object.fromEntries(data.keys.map(({ keyVersion, publicKey }) => [keyVersion, publicKey]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
