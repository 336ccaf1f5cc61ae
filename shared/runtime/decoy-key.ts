import { createPublicKey, type KeyObject } from 'node:crypto';
import { maxModulusBits, minModulusBits } from '../signing/rsa-key.ts';

const [minBytes, maxBytes] = [minModulusBits / 8, maxModulusBits / 8];
/** Keys are multiples of 1,024 bits: of more lengths than these a flood could have keys made. */
const stepBytes = 128;

const made = new Map<number, KeyObject>();

/**
 * A key that verifies in vain, for the time that it takes, which goes by the modulus, and never for
 * what comes of it: as long as a signature of so many bytes, or the next shorter there is.
 */
export function decoyKey(signatureBytes: number): KeyObject {
  const steps = Math.floor((signatureBytes - minBytes) / stepBytes);
  const bytes = Math.min(maxBytes, minBytes + Math.max(0, steps) * stepBytes);
  const key = made.get(bytes) ?? makeDecoyKey(bytes);
  made.set(bytes, key);
  return key;
}

/** An odd number of full length is modulus enough: nobody has to be able to sign with it. */
function makeDecoyKey(bytes: number): KeyObject {
  const n = Buffer.alloc(bytes, 0xb5).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
}
