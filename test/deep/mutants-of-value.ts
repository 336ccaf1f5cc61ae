import {
  constants,
  createHash,
  createHmac,
  createPublicKey,
  privateEncrypt,
  sign,
} from 'node:crypto';
import type { Choices } from './choices.ts';
import {
  headerOf,
  type Mutation,
  type Mutations,
  percentEncoded,
  type SignedRequest,
  withHeader,
} from './mutant.ts';

const value =
  (write: (base64: string, of: SignedRequest, choose: Choices) => string): Mutation =>
  (of, sent, choose) =>
    withHeader(
      sent,
      'signature',
      headerOf(of.keyVersion, write(of.signature.toString('base64'), of, choose)),
    );
const bytes = (change: (of: SignedRequest, choose: Choices) => Uint8Array): Mutation =>
  value((_, of, choose) => percentEncoded(change(of, choose)));
/** A signature by the right key, though not the one that the protocol has. */
const signed = (make: (text: Buffer, of: SignedRequest) => Buffer): Mutation =>
  bytes((of) => make(textOf(of), of));

/** The same bytes in other writings, some of which are accepted. */
export const encodingMutations: Mutations = {
  'percent-encoded': value((base64) => encodeURIComponent(base64)),
  'lower-case escapes': value((base64) =>
    encodeURIComponent(base64).replaceAll(/%../g, (one) => one.toLowerCase()),
  ),
  'mixed escapes': value((base64, _, choose) =>
    encodeURIComponent(base64).replaceAll(/%../g, (one) => choose.of([one, one.toLowerCase()])),
  ),
  raw: value((base64) => base64),
  'some escapes': value((base64, _, choose) =>
    base64.replaceAll(/[+/=]/g, (one) => choose.of([one, encodeURIComponent(one)])),
  ),
  'encoded twice': value((base64) => encodeURIComponent(encodeURIComponent(base64))),
  'a letter escaped': value(
    (base64) => `%${base64.charCodeAt(0).toString(16)}${encodeURIComponent(base64.slice(1))}`,
  ),
  'a blank for a plus': value((base64) => base64.replaceAll('+', ' ')),
  'an escaped blank for a plus': value((base64) =>
    encodeURIComponent(base64).replaceAll('%2B', '%20'),
  ),
  'the alphabet of URLs': value((base64) => base64.replaceAll('+', '-').replaceAll('/', '_')),
  base64url: value((_, of) => of.signature.toString('base64url')),
  hex: value((_, of) => of.signature.toString('hex')),
  'base64 of hex': value((_, of) => Buffer.from(of.signature.toString('hex')).toString('base64')),
  'base64 twice': value((base64) => Buffer.from(base64).toString('base64')),
  'no padding': value((base64) => base64.replaceAll('=', '')),
  'more padding': value((base64, _, choose) => base64 + choose.of(['=', '==', '%3D', '%3D%3D'])),
  'stray bits': value((base64, _, choose) =>
    base64
      .replace(/[AQgw]==$/, choose.of(['B==', 'R==', 'h==', 'x==']))
      .replace(/[A-Za-z]=$/, (one) => `${String.fromCharCode(one.charCodeAt(0) + 1)}=`),
  ),
  'a line within': value(
    (base64, _, choose) =>
      `${base64.slice(0, 76)}${choose.of(['\n', '\r\n', '%0A', '%0D%0A'])}${base64.slice(76)}`,
  ),
  'a blank within': value(
    (base64, _, choose) =>
      `${base64.slice(0, 60)}${choose.of([' ', '\t', '%20', '+'])}${base64.slice(60)}`,
  ),
  'junk behind': value(
    (base64, _, choose) => base64 + choose.of(['A', 'AAAA', '!', '.', '%', '%3', '%zz', '%00']),
  ),
  'junk in front': value((base64, _, choose) => choose.of(['A', 'AAAA', '=', '%']) + base64),
  'a broken escape': value((base64) =>
    encodeURIComponent(base64).replace('%', '%%').replace(/$/, '%E0%A4%A'),
  ),
  'full-width letters': value((base64) =>
    base64.replace(/[A-Z]/, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0)),
  ),
  'in PEM': value((base64) => `-----BEGIN SIGNATURE-----${base64}-----END SIGNATURE-----`),
};

/** Other bytes. */
export const valueMutations: Mutations = {
  'nothing but zeros': bytes((of) => Buffer.alloc(of.signature.length)),
  one: bytes((of) => Buffer.concat([Buffer.alloc(of.signature.length - 1), Buffer.from([1])])),
  'nothing but ones': bytes((of) => Buffer.alloc(of.signature.length, 0xff)),
  'the modulus': bytes((of) => modulusOf(of)),
  'the modulus less the signature': bytes((of) => sum(modulusOf(of), of.signature, -1n)),
  'the signature and the modulus': bytes((of) => sum(of.signature, modulusOf(of), 1n)),
  'a zero in front': bytes((of) => Buffer.concat([Buffer.alloc(1), of.signature])),
  'a zero behind': bytes((of) => Buffer.concat([of.signature, Buffer.alloc(1)])),
  'a byte less': bytes((of, choose) =>
    choose.int(2) === 0 ? of.signature.subarray(1) : of.signature.subarray(0, -1),
  ),
  backwards: bytes((of) => Buffer.from(of.signature).reverse()),
  twice: bytes((of) => Buffer.concat([of.signature, of.signature])),
  'a byte': bytes((_, choose) => Buffer.from([choose.int(256)])),
  'a byte changed': bytes((of, choose) => {
    const copy = Buffer.from(of.signature);
    copy.writeUInt8(choose.int(256), choose.int(copy.length));
    return copy;
  }),
  'another length': bytes((of, choose) =>
    Buffer.alloc(choose.of([128, 255, 256, 257, 384, 512, 1_024]), of.signature),
  ),
  'two bytes swapped': bytes((of, choose) => {
    const copy = Buffer.from(of.signature);
    const at = choose.int(copy.length - 1);
    copy.subarray(at, at + 2).reverse();
    return copy;
  }),
  'the digest': bytes((of) => digest(textOf(of))),
  'the text itself': bytes((of) => textOf(of)),
  'in DER': bytes((of) => Buffer.concat([Buffer.from([0x03, 0x82, 0x01, 0x01, 0]), of.signature])),
};

/** The same text by the same key, in another way. */
export const signingMutations: Mutations = {
  'SHA-1': signed((text, of) => sign('sha1', text, of.privateKey)),
  MD5: signed((text, of) => sign('md5', text, of.privateKey)),
  'SHA-384': signed((text, of) => sign('sha384', text, of.privateKey)),
  'SHA-512': signed((text, of) => sign('sha512', text, of.privateKey)),
  'SHA3-256': signed((text, of) => sign('sha3-256', text, of.privateKey)),
  PSS: signed((text, of) =>
    sign('sha256', text, {
      key: of.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 32,
    }),
  ),
  'PSS without salt': signed((text, of) =>
    sign('sha256', text, {
      key: of.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: 0,
    }),
  ),
  'the bare digest': signed((text, of) => privateEncrypt(of.privateKey, digest(text))),
  'the digest of the digest': signed((text, of) => sign('sha256', digest(text), of.privateKey)),
  'an HMAC by the public key': signed((text, of) => {
    const pem = createPublicKey(of.privateKey).export({ type: 'spki', format: 'pem' });
    return createHmac('sha256', pem).update(text).digest();
  }),
};

/** The text that was signed, written by hand. */
export function textOf(of: Pick<SignedRequest, 'path' | 'clientId' | 'time' | 'body'>): Buffer {
  return Buffer.concat([Buffer.from(`POST ${of.path}\n${of.clientId}.${of.time}.`), of.body]);
}

function digest(text: Buffer): Buffer {
  return createHash('sha256').update(text).digest();
}

function modulusOf(of: SignedRequest): Buffer {
  const { n = '' } = createPublicKey(of.privateKey).export({ format: 'jwk' });
  return Buffer.from(n, 'base64url');
}

function sum(one: Buffer, other: Buffer, sign: bigint): Buffer {
  const total = BigInt(`0x${one.toString('hex')}`) + sign * BigInt(`0x${other.toString('hex')}`);
  const hex = total.toString(16);
  return Buffer.from(
    hex.padStart(hex.length > one.length * 2 ? one.length * 2 + 2 : one.length * 2, '0'),
    'hex',
  );
}
