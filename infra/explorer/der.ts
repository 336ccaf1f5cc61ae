import { type Bytes, joined } from './bytes.ts';

/** The tags of ASN.1 that keys are made of. @see ITU-T X.690 */
export const tags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30 } as const;

/** One element of DER: a tag and what it holds. */
export interface Element {
  readonly tag: number;
  readonly content: Bytes;
}

/** The elements that some bytes consist of, or undefined when they are no DER to the last byte. */
export function readElements(bytes: Bytes): Element[] | undefined {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const tag = bytes[at];
    const length = readLength(bytes, at + 1);
    if (tag === undefined || length === undefined) return undefined;
    const end = length.from + length.size;
    if (end > bytes.length) return undefined;
    elements.push({ tag, content: bytes.subarray(length.from, end) });
    at = end;
  }
  return elements;
}

function readLength(bytes: Bytes, at: number): { from: number; size: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { from: at + 1, size: first };
  const digits = first - 0x80;
  if (digits < 1 || digits > 4 || at + digits >= bytes.length) return undefined;
  const size = bytes.subarray(at + 1, at + 1 + digits).reduce((sum, byte) => sum * 256 + byte, 0);
  return { from: at + 1 + digits, size };
}

/** Writes an element around its content. */
export function element(tag: number, ...content: readonly Uint8Array[]): Bytes {
  const whole = joined(...content);
  return joined(Uint8Array.of(tag), lengthOf(whole.length), whole);
}

function lengthOf(size: number): Uint8Array {
  if (size < 0x80) return Uint8Array.of(size);
  const digits: number[] = [];
  for (let rest = size; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.of(0x80 + digits.length, ...digits);
}

const rsaOid = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01);
/** `rsaEncryption` with the NULL that belongs to it. @see RFC 8017, A.1 */
const rsaAlgorithm = element(tags.sequence, element(tags.oid, rsaOid), Uint8Array.of(0x05, 0x00));

/** Wraps the PKCS#1 DER of an RSA private key into PKCS#8, the only form that WebCrypto takes. */
export function pkcs8Of(pkcs1: Bytes): Bytes {
  const version = element(tags.integer, Uint8Array.of(0));
  return element(tags.sequence, version, rsaAlgorithm, element(tags.octets, pkcs1));
}

/** The public half as SubjectPublicKeyInfo, of a modulus and an exponent as DER has them. */
export function spkiOf(modulus: Bytes, exponent: Bytes): Bytes {
  const key = element(
    tags.sequence,
    element(tags.integer, modulus),
    element(tags.integer, exponent),
  );
  return element(tags.sequence, rsaAlgorithm, element(tags.bits, Uint8Array.of(0), key));
}

/** Whether an AlgorithmIdentifier is that of plain RSA keys. */
export function isRsa({ content }: Element): boolean {
  const [oid] = readElements(content) ?? [];
  return (
    oid?.tag === tags.oid &&
    oid.content.length === rsaOid.length &&
    rsaOid.every((byte, at) => oid.content[at] === byte)
  );
}
