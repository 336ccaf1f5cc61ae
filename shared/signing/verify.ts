import { type KeyObject, verify } from 'node:crypto';
import { modulusBytes } from './rsa-key.ts';
import { type SignedMessage, stringToSign } from './string-to-sign.ts';

/** Whether the signature is the key's own over the message. Never throws. */
export function signatureMatches(
  message: SignedMessage,
  signature: Uint8Array,
  publicKey: KeyObject,
): boolean {
  return isSignedBy(publicKey, stringToSign(message), signature);
}

/**
 * Whether the signature is the key's own over the bytes: SHA-256, RSA PKCS#1 v1.5, exactly as long
 * as the modulus. Never throws.
 */
export function isSignedBy(publicKey: KeyObject, text: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== modulusBytes(publicKey)) return false;
  return verify('sha256', text, publicKey, signature);
}
