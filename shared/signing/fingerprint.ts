import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/**
 * The SHA-256 of a key's public half, in hex: of its SPKI in DER, so that it is the same however
 * the key was written down.
 */
export function fingerprintOf(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** The public half of a key: SPKI in PEM. */
export function publicPem(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'pem' }).toString();
}
