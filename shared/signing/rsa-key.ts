import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** The smallest modulus that is accepted, in bits. */
export const minModulusBits = 2_048;
/** The largest: a verify beyond it costs more than a request is worth. */
export const maxModulusBits = 8_192;
const publicExponent = 65_537n;

/**
 * Reads an RSA public key: PEM (SPKI or PKCS#1) or the bare base64 of its SPKI DER. Gives
 * undefined for anything else: another key type, a private key, a certificate, a modulus out of
 * bounds, another exponent.
 */
export function readPublicKey(text: string): KeyObject | undefined {
  if (/PRIVATE KEY|CERTIFICATE/.test(text)) return undefined;
  const key = attempt(() =>
    isPem(text)
      ? createPublicKey(unescapeNewlines(text))
      : createPublicKey({ key: derOf(text), format: 'der', type: 'spki' }),
  );
  return key !== undefined && isUsableRsa(key) ? key : undefined;
}

/**
 * Reads an RSA private key: PEM (PKCS#8 or PKCS#1, newlines escaped or not) or the bare base64 of
 * either DER. Gives undefined for anything else, public keys and encrypted keys included.
 */
export function readPrivateKey(text: string): KeyObject | undefined {
  const key = isPem(text)
    ? attempt(() => createPrivateKey(unescapeNewlines(text)))
    : (attempt(() => createPrivateKey({ key: derOf(text), format: 'der', type: 'pkcs8' })) ??
      attempt(() => createPrivateKey({ key: derOf(text), format: 'der', type: 'pkcs1' })));
  return key !== undefined && isUsableRsa(key) ? key : undefined;
}

/** The modulus of an RSA key in bytes: the length that each of its signatures must have. */
export function modulusBytes(key: KeyObject): number {
  return Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
}

const moduli = new WeakMap<KeyObject, Buffer>();

/** The modulus of an RSA public key, read once. */
export function modulusOf(key: KeyObject): Buffer {
  const known = moduli.get(key);
  if (known !== undefined) return known;
  const modulus = Buffer.from(key.export({ format: 'jwk' }).n ?? '', 'base64url');
  moduli.set(key, modulus);
  return modulus;
}

function isUsableRsa(key: KeyObject): boolean {
  const details = key.asymmetricKeyDetails;
  const bits = details?.modulusLength ?? 0;
  return (
    key.asymmetricKeyType === 'rsa' &&
    bits >= minModulusBits &&
    bits <= maxModulusBits &&
    details?.publicExponent === publicExponent
  );
}

function isPem(text: string): boolean {
  return text.includes('-----BEGIN');
}

// Keys pasted through environment variables and JSON often arrive with `\n` spelled out.
function unescapeNewlines(text: string): string {
  return text.replaceAll('\\n', '\n');
}

function derOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'base64');
}

function attempt(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
