import { type Bytes, fromBase64 } from './bytes.ts';
import { type Element, isRsa, pkcs8Of, readElements, spkiOf, tags } from './der.ts';

/** A private key as it was read from a text. */
export interface PrivateKeyBytes {
  readonly pkcs8: Bytes;
  /** The public half, SubjectPublicKeyInfo. */
  readonly spki: Bytes;
  readonly bits: number;
  /** In what form it came, for a person. */
  readonly form: string;
}

/** What a text holds instead of a private key, and what to do, as sentences. */
export interface KeyMistake {
  readonly mistake: string;
}

const mistakes = {
  empty: 'There is nothing in it. Choose the file of your private key, or paste its text.',
  publicKey:
    'This is a public key. Load the private key that belongs to it: the public half is what the provider keeps.',
  certificate:
    'This is a certificate, and holds a public key only. Load the private key that belongs to it.',
  request:
    'This is a certificate request, and holds a public key only. Load the private key that it was made with.',
  encrypted:
    'This is an encrypted key. Decrypt it first: openssl pkey -in encrypted.pem -out private.pem',
  ec: 'This is an EC key. The protocol signs with RSA alone: make a key of 2,048 bits or more with openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out private.pem',
  otherKey:
    'This is a private key of another algorithm. The protocol signs with plain RSA keys alone.',
  openSsh:
    'This is a key in the form of OpenSSH. Convert a copy of it: ssh-keygen -p -m PKCS8 -N "" -f copy-of-key',
  small: 'This RSA key is too small: the provider takes 2,048 bits or more, 8,192 at most.',
  exponent: 'This RSA key has an unusual public exponent. The provider takes 65537 alone.',
  unreadable:
    'This is no key that can be read. Expected an RSA private key: PKCS#8 or PKCS#1, as PEM or as bare base64.',
} as const;

/** The OID of EC keys, 1.2.840.10045.2.1, byte by byte. */
const ecPublicKey = '42,134,72,206,61,2,1';
const pem = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)-----END \1-----/;

/**
 * Reads an RSA private key from whatever people have: PEM of PKCS#8 or PKCS#1, newlines spelled
 * out as `\n` or lost, quotes around it, the bare base64 of either, or the DER of a file. Says what
 * a text is instead.
 */
export function readKeyText(given: string | Bytes): PrivateKeyBytes | KeyMistake {
  if (typeof given !== 'string') return readFile(given);
  const text = given
    .replaceAll(/\\r|\\n/g, '\n')
    .replaceAll(/["']/g, '')
    .trim();
  if (text === '') return { mistake: mistakes.empty };
  if (/ENCRYPTED/.test(text)) return { mistake: mistakes.encrypted };
  const [, label, body = ''] = pem.exec(text) ?? [];
  if (label === 'OPENSSH PRIVATE KEY') return { mistake: mistakes.openSsh };
  if (label === 'EC PRIVATE KEY' || label === 'EC PARAMETERS') return { mistake: mistakes.ec };
  if (label?.includes('CERTIFICATE REQUEST')) return { mistake: mistakes.request };
  const der = fromBase64((label === undefined ? text : body).replaceAll(/\s/g, ''));
  if (der === undefined || der.length === 0) return { mistake: mistakes.unreadable };
  return readDer(der, label === undefined ? 'bare base64' : 'PEM');
}

function readFile(bytes: Bytes): PrivateKeyBytes | KeyMistake {
  // DER begins with a sequence, which no text that holds a key does.
  if (bytes[0] === tags.sequence && (bytes[1] ?? 0) >= 0x80) return readDer(bytes, 'DER');
  return readKeyText(new TextDecoder().decode(bytes));
}

function readDer(der: Bytes, wrapping: string): PrivateKeyBytes | KeyMistake {
  const [outer, ...others] = readElements(der) ?? [];
  const parts = outer?.tag === tags.sequence ? readElements(outer.content) : undefined;
  if (parts === undefined || others.length > 0) return { mistake: mistakes.unreadable };
  const shape = parts.map(({ tag }) => names.get(tag) ?? '?').join('');
  const [, second, third] = parts;
  if (/^isoy?/.test(shape) && second !== undefined && third !== undefined) {
    if (!isRsa(second)) return { mistake: isEc(second) ? mistakes.ec : mistakes.otherKey };
    return readPkcs1(third.content, `PKCS#8, ${wrapping}`);
  }
  if (/^i{9,}/.test(shape)) return readPkcs1(der, `PKCS#1, ${wrapping}`);
  return { mistake: mistakeOf(shape) };
}

/** Letters that make a shape readable: `iso` is an integer, a sequence, then octets. */
const names: ReadonlyMap<number, string> = new Map([
  [tags.integer, 'i'],
  [tags.sequence, 's'],
  [tags.octets, 'o'],
  [tags.bits, 'b'],
]);

function mistakeOf(shape: string): string {
  if (shape === 'sb' || shape === 'ii') return mistakes.publicKey;
  if (shape === 'ssb') return mistakes.certificate;
  if (shape === 'so') return mistakes.encrypted;
  if (/^io/.test(shape)) return mistakes.ec;
  return mistakes.unreadable;
}

function isEc({ content }: Element): boolean {
  const [oid] = readElements(content) ?? [];
  return oid?.content.join() === ecPublicKey;
}

function readPkcs1(pkcs1: Bytes, form: string): PrivateKeyBytes | KeyMistake {
  const [sequence] = readElements(pkcs1) ?? [];
  const [, modulus, exponent] = (sequence && readElements(sequence.content)) ?? [];
  if (modulus === undefined || exponent === undefined) return { mistake: mistakes.unreadable };
  const bits = bitsOf(modulus.content);
  if (bits < 2_048 || bits > 8_192) return { mistake: mistakes.small };
  if (exponent.content.join() !== '1,0,1') return { mistake: mistakes.exponent };
  return { pkcs8: pkcs8Of(pkcs1), spki: spkiOf(modulus.content, exponent.content), bits, form };
}

function bitsOf(integer: Bytes): number {
  const digits = integer.subarray(integer.findIndex((byte) => byte !== 0));
  return digits.length * 8 - Math.clz32(digits[0] ?? 0) + 24;
}
