import { type KeyObject, sign } from 'node:crypto';
import { formatSignatureHeader } from './signature-header.ts';
import { type SignedMessage, stringToSign } from './string-to-sign.ts';

/** A private key and the version it is published under, never one without the other. */
export interface SigningKey {
  readonly keyVersion: number;
  readonly privateKey: KeyObject;
}

/**
 * Signs a message and gives the `Signature` header's value. Synchronous and one-shot on a cached
 * key: the cheapest form that Node has.
 */
export function signMessage(message: SignedMessage, key: SigningKey): string {
  const signature = sign('sha256', stringToSign(message), key.privateKey);
  return formatSignatureHeader(key.keyVersion, signature);
}
