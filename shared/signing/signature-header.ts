/** What a `Signature` header says. The algorithm is not here: it belongs to the stored key. */
export interface SignatureHeader {
  /** The signature's bytes; whether the length fits is for the key to say. */
  readonly signature: Buffer;
  /** The signer's key version, or undefined when the header names none. */
  readonly keyVersion: number | undefined;
}

/** The only algorithm of the protocol: SHA-256 with RSA PKCS#1 v1.5. */
export const signatureAlgorithm = 'RSA256';

// RSA-8192 in base64, every character escaped, with room for the parameters around it.
const maxHeaderLength = 4_600;
// Bounded: a long run of blanks must not cost more than its length.
const separator = /[ \t]{0,16},[ \t]{0,16}/;
const parameter = /^(algorithm|keyversion|signature)=(.+)$/is;
const algorithmGrammar = /^rsa256$/i;
const keyVersionGrammar = /^(?:0|[1-9][0-9]{0,8})$/;
// One whole group of base64; any real signature is far longer.
const minSignatureBytes = 3;
// Escapes of the three characters that base64 and URLs disagree on; `+` is never a blank.
const base64Escape = /%(2b|2f|3d)/gi;
const escaped: Readonly<Record<string, string>> = { '2b': '+', '2f': '/', '3d': '=' };

/**
 * Reads a `Signature` header: `algorithm=RSA256, keyVersion=2, signature=<value>` in any order,
 * up to 16 blanks round each comma, names and algorithm in any letter case, the value
 * percent-encoded once or raw. Anything else (a parameter twice, an unknown one, another
 * algorithm, base64 that is not canonical) gives undefined.
 *
 * @see the wire contract, sections 2 and 3
 */
export function parseSignatureHeader(text: string): SignatureHeader | undefined {
  if (text.length > maxHeaderLength) return undefined;
  const found = new Map<string, string>();
  for (const part of text.split(separator)) {
    const match = parameter.exec(part);
    const name = match?.[1]?.toLowerCase();
    const value = match?.[2];
    if (name === undefined || value === undefined || found.has(name)) return undefined;
    found.set(name, value);
  }
  if (!algorithmGrammar.test(found.get('algorithm') ?? '')) return undefined;
  const version = found.get('keyversion');
  if (version !== undefined && !keyVersionGrammar.test(version)) return undefined;
  const signature = decodeSignature(found.get('signature') ?? '');
  if (signature === undefined) return undefined;
  return { signature, keyVersion: version === undefined ? undefined : Number(version) };
}

/** Writes the header's value in the one order that every official SDK reads. */
export function formatSignatureHeader(keyVersion: number, signature: Uint8Array): string {
  const value = encodeURIComponent(Buffer.from(signature).toString('base64'));
  return `algorithm=${signatureAlgorithm},keyVersion=${keyVersion},signature=${value}`;
}

function decodeSignature(value: string): Buffer | undefined {
  const base64 = value.replace(base64Escape, (_, hex: string) => escaped[hex.toLowerCase()] ?? '');
  const bytes = Buffer.from(base64, 'base64');
  // Node also reads base64url, junk, missing padding and stray trailing bits; two texts must never
  // mean one signature, so only the one that these bytes are written as is read.
  return bytes.length >= minSignatureBytes && bytes.toString('base64') === base64
    ? bytes
    : undefined;
}
