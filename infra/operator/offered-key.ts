import { createPrivateKey, createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { fingerprintOf, publicPem } from '../../shared/signing/fingerprint.ts';
import { maxModulusBits, minModulusBits, readPublicKey } from '../../shared/signing/rsa-key.ts';

/** A public key as it is kept, however it was written down. */
export interface OfferedKey {
  /** SPKI in PEM. */
  readonly publicKey: string;
  readonly fingerprint: string;
  readonly bits: number;
}

/** A key that must not be kept, and why. */
export interface RefusedKey {
  readonly refusedBecause: string;
}

const privateKeyWords =
  'this is a private key, which is never ours to have: nothing of it was kept or sent. If it has ' +
  'left the machine that it was made on, treat it as compromised: a new pair must be made. Give ' +
  'the public half: openssl pkey -in <private key> -pubout';
const knownForms = 'PEM (SPKI, PKCS#1 or a certificate) or the bare base64 of an SPKI';

/** Reads a key that a partner offers: a public RSA key that requests may be verified with. */
export function readOfferedKey(text: string): OfferedKey | RefusedKey {
  if (isPrivate(text)) return { refusedBecause: privateKeyWords };
  const blocks = text.match(/-----BEGIN /g)?.length ?? 0;
  if (blocks > 1)
    return { refusedBecause: `the file holds ${blocks} keys or certificates, not one` };
  const key = publicKeyIn(text);
  if (key === undefined)
    return { refusedBecause: `no public key was found: expected ${knownForms}` };
  const problem = problemOf(key);
  if (problem !== undefined) return { refusedBecause: problem };
  const publicKey = publicPem(key);
  // The very reader that will have to read it at every cold start.
  if (readPublicKey(publicKey) === undefined) return { refusedBecause: 'the key is not usable' };
  return { publicKey, fingerprint: fingerprintOf(key), bits: bitsOf(key) };
}

function problemOf(key: KeyObject): string | undefined {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== 'rsa') return `it is a key of the type ${type}, not RSA`;
  const bits = bitsOf(key);
  if (bits < minModulusBits) return `it has ${bits} bits: ${minModulusBits} or more are needed`;
  if (bits > maxModulusBits) return `it has ${bits} bits: ${maxModulusBits} is the most`;
  const { publicExponent } = details ?? {};
  return publicExponent === 65_537n ? undefined : `its exponent is ${publicExponent}, not 65537`;
}

function bitsOf(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

/** In any form that is known, usable or not, encrypted or not, alone or among other things. */
function isPrivate(text: string): boolean {
  if (/PRIVATE KEY/.test(text) || /"(?:d|p|q|dp|dq|qi)"\s*:\s*"/.test(text)) return true;
  const der = derOf(text);
  const forms = ['pkcs8', 'pkcs1', 'sec1'] as const;
  return forms.some(
    (type) => attempt(() => createPrivateKey({ key: der, format: 'der', type })) !== undefined,
  );
}

function publicKeyIn(text: string): KeyObject | undefined {
  const pem = text.replaceAll('\\n', '\n');
  if (pem.includes('CERTIFICATE')) return attempt(() => new X509Certificate(pem).publicKey);
  if (pem.includes('-----BEGIN')) return attempt(() => createPublicKey(pem));
  return attempt(() => createPublicKey({ key: derOf(text), format: 'der', type: 'spki' }));
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
