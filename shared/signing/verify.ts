import { type KeyObject, verify } from 'node:crypto';
import { modulusBytes } from './rsa-key.ts';
import { type SignedMessage, stringToSign } from './string-to-sign.ts';

/**
 * Whether the signature is the key's own over the message: SHA-256, RSA PKCS#1 v1.5, exactly as
 * long as the modulus. Never throws.
 */
export function signatureMatches(
  message: SignedMessage,
  signature: Uint8Array,
  publicKey: KeyObject,
): boolean {
  if (signature.length !== modulusBytes(publicKey)) return false;
  return verify('sha256', stringToSign(message), publicKey, signature);
}
