import * as z from 'zod/mini';
import { publishedKeys } from '../../shared/catalogue/documents.ts';
import { fromBase64 } from './bytes.ts';
import { rsaPkcs1 } from './partner-key.ts';

const keysDocument = z.object({
  keys: z.array(
    z.object({
      keyVersion: z.int(),
      use: z.string(),
      publicKey: z.string(),
      sha256: z.string(),
    }),
  ),
});

/** One of the keys that the provider signs answers with. */
export interface ServerKey {
  readonly keyVersion: number;
  readonly use: string;
  /** Of its SPKI, in hex. */
  readonly fingerprint: string;
  readonly key: Awaited<ReturnType<typeof crypto.subtle.importKey>>;
}

/**
 * Loads the provider's public keys from where it publishes them.
 *
 * @throws {Error} when they cannot be had, saying why
 */
export async function loadServerKeys(baseUrl: string): Promise<readonly ServerKey[]> {
  const response = await fetch(`${baseUrl}${publishedKeys.path}`, { cache: 'no-cache' });
  const document = keysDocument.safeParse(await response.json());
  if (!document.success) throw new Error(`${publishedKeys.path} does not list the server's keys`);
  return Promise.all(
    document.data.keys.map(async ({ keyVersion, use, publicKey, sha256 }) => {
      const der = fromBase64(publicKey.replaceAll(/-----[A-Z ]+-----|\s/g, ''));
      if (der === undefined) throw new Error(`the server's key ${keyVersion} cannot be read`);
      const key = await crypto.subtle.importKey('spki', der, rsaPkcs1, true, ['verify']);
      return { keyVersion, use, fingerprint: sha256, key };
    }),
  );
}
