import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { secretNames } from '../catalogue/environment.ts';
import type { FirstSecrets } from './first-secrets.ts';
import { type ClientIndexSecret, KeyRing } from './key-ring.ts';
import type { ServerKeySecret } from './server-keys.ts';

/** What partners verify answers with: the bare base64 of the key's SPKI, and its version. */
export interface PublishedServerKey {
  readonly publicKey: string;
  readonly keyVersion: number;
}

/**
 * The size that partners' libraries are written and tested for. A larger one would cost each answer
 * of every partner several times as much to sign.
 */
const modulusLength = 2_048;

/** A new private key, PKCS#8 in PEM. */
export async function newServerKeyPem(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Makes version 1 of the server's key and an empty index of clients where there are none yet.
 * Whatever is there stays as it is, so that it may run any number of times, and twice at once.
 *
 * @returns the key that answers are signed with now, which need not be the first any more
 * @throws when what is there is no usable key; it quotes nothing of it
 */
export async function ensureServerKey(
  stage: string,
  secrets: FirstSecrets,
  newKeyPem: () => Promise<string> = newServerKeyPem,
): Promise<PublishedServerKey> {
  const serverKeyName = secretNames.serverKey(stage);
  if ((await secrets.read(serverKeyName)) === undefined) {
    const first: ServerKeySecret = { current: 1, keys: { 1: { privateKey: await newKeyPem() } } };
    await secrets.putFirst(serverKeyName, JSON.stringify(first));
  }
  const indexName = secretNames.clientIndex(stage);
  if ((await secrets.read(indexName)) === undefined) {
    const none: ClientIndexSecret = { clientIds: [] };
    await secrets.putFirst(indexName, JSON.stringify(none));
  }
  // Read back as every function does: a deployment succeeds only with a key that they can use.
  const keyRing = new KeyRing(secrets, stage, Date.now, () => undefined);
  const { keyVersion, privateKey } = await keyRing.serverKey();
  return { keyVersion, publicKey: publicHalf(privateKey) };
}

function publicHalf(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'der' }).toString('base64');
}
