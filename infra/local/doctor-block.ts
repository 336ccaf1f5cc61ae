import { constants, createHash, type KeyObject, publicDecrypt, verify } from 'node:crypto';
import { modulusBytes } from '../../shared/signing/rsa-key.ts';

/** Hashes that signers choose, by Node's name, with what stands before their digest. RFC 8017, 9.2 */
const digestInfos: readonly (readonly [hash: string, prefix: string])[] = [
  ['sha256', '3031300d060960864801650304020105000420'],
  ['sha1', '3021300906052b0e03021a05000414'],
  ['sha512', '3051300d060960864801650304020305000440'],
  ['sha384', '3041300d060960864801650304020205000430'],
  ['sha224', '302d300d06096086480165030402040500041c'],
  ['md5', '3020300c06082a864886f70d020505000410'],
  ['sha3-256', '3031300d060960864801650304020805000420'],
];

/** How names of hashes are written. */
export const hashLabels: Readonly<Record<string, string>> = {
  sha256: 'SHA-256',
  sha1: 'SHA-1',
  sha512: 'SHA-512',
  sha384: 'SHA-384',
  sha224: 'SHA-224',
  md5: 'MD5',
  'sha3-256': 'SHA3-256',
};

/** What a key shows of a signature that it has made, before anything is known of the text. */
export type Block =
  /** As the protocol has it, but for the hash. */
  | { readonly kind: 'digest'; readonly hash: string; readonly digest: Buffer }
  /** The padding is right, and what is in it says of no hash. */
  | { readonly kind: 'bare'; readonly payload: Buffer }
  /** It may be a PSS signature; only the text can tell. */
  | { readonly kind: 'pss' };

/**
 * Opens a signature with a public key. Undefined when it is not the key's own, so that the signer
 * is known whatever text it signed.
 */
export function openBlock(signature: Buffer, publicKey: KeyObject): Block | undefined {
  if (signature.length !== modulusBytes(publicKey)) return undefined;
  const block = rawBlock(signature, publicKey);
  if (block === undefined) return undefined;
  const payload = payloadOf(block);
  if (payload !== undefined) return digestIn(payload) ?? { kind: 'bare', payload };
  return isLikePss(block, publicKey) ? { kind: 'pss' } : undefined;
}

/** Whether it is a PSS signature of the text, by either of the two hashes in use. */
export function pssHashOf(text: Buffer, signature: Buffer, key: KeyObject): string | undefined {
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_AUTO;
  return ['sha256', 'sha1', 'sha512'].find((hash) =>
    verify(hash, text, { key, padding, saltLength }, signature),
  );
}

/** The ways from a text to what is in a bare payload, or in a digest that is no plain one. */
export function payloadsOf(text: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>([['the text itself', text]]);
  for (const [hash] of digestInfos) {
    const digest = createHash(hash).update(text).digest();
    const label = hashLabels[hash] ?? hash;
    found.set(label, digest);
    found.set(`${label} in hex`, Buffer.from(digest.toString('hex')));
    found.set(`${label} in capital hex`, Buffer.from(digest.toString('hex').toUpperCase()));
    found.set(`${label} in base64`, Buffer.from(digest.toString('base64')));
  }
  return found;
}

function rawBlock(signature: Buffer, key: KeyObject): Buffer | undefined {
  try {
    return publicDecrypt({ key, padding: constants.RSA_NO_PADDING }, signature);
  } catch {
    // The number is not below the modulus.
    return undefined;
  }
}

/** What stands behind `00 01 ff … ff 00`. */
function payloadOf(block: Buffer): Buffer | undefined {
  if (block[0] !== 0 || block[1] !== 1) return undefined;
  let at = 2;
  while (block[at] === 0xff) at += 1;
  // Eight bytes of padding are the least there may be; a shorter run came about by chance.
  return at >= 10 && block[at] === 0 ? block.subarray(at + 1) : undefined;
}

function digestIn(payload: Buffer): Block | undefined {
  const hex = payload.toString('hex');
  const found = digestInfos.find(([, prefix]) => hex.startsWith(prefix));
  if (found === undefined) return undefined;
  const [hash, prefix] = found;
  return { kind: 'digest', hash, digest: payload.subarray(prefix.length / 2) };
}

function isLikePss(block: Buffer, key: KeyObject): boolean {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  return block.at(-1) === 0xbc && bits % 8 === 0 && (block[0] ?? 0xff) < 0x80;
}
