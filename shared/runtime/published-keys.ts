import { fingerprintOf, publicPem } from '../signing/fingerprint.ts';
import { type ServerKeys, signingKeyAt } from './server-keys.ts';

/** A public key as it is published. */
export interface PublishedKey {
  readonly keyVersion: number;
  /** `current` signs now, `next` will, `previous` did and may still be met. */
  readonly use: 'current' | 'next' | 'previous';
  /** From when on the next one signs, ISO 8601 in UTC. */
  readonly signsFrom?: string;
  readonly algorithm: 'RSA256';
  /** SPKI in PEM. */
  readonly publicKey: string;
  /** Of its DER, in hex. */
  readonly sha256: string;
}

/** Every key that answers may be signed with, as of an instant, by rising version. */
export function publishedKeysAt(keys: ServerKeys, nowMs: number): PublishedKey[] {
  const { keyVersion: current } = signingKeyAt(keys, nowMs);
  const { next } = keys;
  return keys.all.map(({ keyVersion, privateKey }) => {
    const isNext = next?.key.keyVersion === keyVersion && keyVersion !== current;
    return {
      keyVersion,
      use: isNext ? 'next' : keyVersion === current ? 'current' : 'previous',
      ...(isNext && { signsFrom: new Date(next.from).toISOString() }),
      algorithm: 'RSA256',
      publicKey: publicPem(privateKey),
      sha256: fingerprintOf(privateKey),
    };
  });
}
