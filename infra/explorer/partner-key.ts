import { type Bytes, sha256, toHex } from './bytes.ts';
import { type KeyMistake, type PrivateKeyBytes, readKeyText } from './key-text.ts';

/** The protocol's only algorithm. */
export const rsaPkcs1 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;
/** What several libraries take unless told otherwise, and the provider never accepts. */
const rsaPss = { name: 'RSA-PSS', hash: 'SHA-256' } as const;
const pssSaltBytes = 32;

/** How a text is signed: as the protocol asks for, or with the padding of a common mistake. */
export type Padding = 'pkcs1' | 'pss';

/** A partner's private key in WebCrypto, which gives its bytes to nobody, this page included. */
export interface PartnerKey {
  readonly bits: number;
  /** In what form it came. */
  readonly form: string;
  /** Of the public half's SPKI, in hex: what both sides compare. */
  readonly fingerprint: string;
  /** The public half, PEM: what the provider is given. */
  readonly spki: Bytes;
  sign(text: Bytes, padding?: Padding): Promise<Bytes>;
}

/** Loads a key from a text or a file, or says what it is instead. */
export async function loadPartnerKey(given: string | Bytes): Promise<PartnerKey | KeyMistake> {
  const read = readKeyText(given);
  return 'mistake' in read ? read : importKey(read);
}

async function importKey(read: PrivateKeyBytes): Promise<PartnerKey | KeyMistake> {
  const { pkcs8, spki, bits, form } = read;
  try {
    const [pkcs1Key, pssKey] = await Promise.all([
      crypto.subtle.importKey('pkcs8', pkcs8, rsaPkcs1, false, ['sign']),
      crypto.subtle.importKey('pkcs8', pkcs8, rsaPss, false, ['sign']),
    ]);
    const fingerprint = toHex(await sha256(spki));
    const sign: PartnerKey['sign'] = async (text, padding = 'pkcs1') => {
      const signed =
        padding === 'pkcs1'
          ? crypto.subtle.sign(rsaPkcs1, pkcs1Key, text)
          : crypto.subtle.sign({ ...rsaPss, saltLength: pssSaltBytes }, pssKey, text);
      return new Uint8Array(await signed);
    };
    return { bits, form, fingerprint, spki, sign };
  } catch {
    return { mistake: 'The browser refuses this key: its numbers do not belong together.' };
  }
}

/** A key that nobody knows, to sign wrongly with; the provider cannot tell it from a mix-up. */
export async function strangersKey(): Promise<Pick<PartnerKey, 'sign'>> {
  const pair = await crypto.subtle.generateKey(
    { ...rsaPkcs1, modulusLength: 2_048, publicExponent: Uint8Array.of(1, 0, 1) },
    false,
    ['sign', 'verify'],
  );
  return {
    sign: async (text) => new Uint8Array(await crypto.subtle.sign(rsaPkcs1, pair.privateKey, text)),
  };
}
