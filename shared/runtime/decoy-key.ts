import { createPublicKey, type KeyObject } from 'node:crypto';
import { maxModulusBits, minModulusBits } from '../signing/rsa-key.ts';

// As long as the lengths of keys are few: one for each whole number of bytes at most.
const made = new Map<number, KeyObject>();

/**
 * A key that verifies signatures of so many bytes in vain: for the time that it takes, which goes
 * by the modulus, and never for what comes of it. A length that no client's key can have gets the
 * key of the shortest.
 */
export function decoyKey(signatureBytes: number): KeyObject {
  const fits = signatureBytes * 8 >= minModulusBits && signatureBytes * 8 <= maxModulusBits;
  const bytes = fits ? signatureBytes : minModulusBits / 8;
  const key = made.get(bytes) ?? makeDecoyKey(bytes);
  made.set(bytes, key);
  return key;
}

/** An odd number of full length is modulus enough: nobody has to be able to sign with it. */
function makeDecoyKey(bytes: number): KeyObject {
  const n = Buffer.alloc(bytes, 0xb5).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
}
