import type { Mutant, SignedRequest } from './mutant.ts';

/** The key versions that a partner has, or ever had. */
export interface PartnerKeys {
  readonly live: readonly number[];
  readonly notLive: readonly number[];
}

/** What the header's value says, by a reader of its own. */
interface ReadHeader {
  readonly keyVersion: string | undefined;
  readonly signature: readonly number[];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const escapes = new Map([
  ['%2b', '+'],
  ['%2f', '/'],
  ['%3d', '='],
]);
/** A header beyond this is refused unread. */
const longestHeader = 4_600;
const mostBlanks = 16;

/**
 * Whether a mutant is by contract the request that was signed. It asks no cryptography and no
 * code of ours: a signature is good for one text alone, so each part must be what it was.
 *
 * @see the wire contract, sections 2 and 3
 */
export function meansTheSame(of: SignedRequest, mutant: Mutant, keys: PartnerKeys): boolean {
  if (mutant.api !== of.api || mutant.method !== 'POST') return false;
  if (mutant.path !== of.path || mutant.query !== '') return false;
  const headers = mergedHeaders(mutant);
  if ([...headers.values()].some((value) => value.length > 8_192)) return false;
  if (headers.get('client-id') !== of.clientId || headers.get('request-time') !== of.time) {
    return false;
  }
  if (!isJsonType(headers.get('content-type') ?? '')) return false;
  if (!['', 'identity'].includes((headers.get('content-encoding') ?? '').toLowerCase())) {
    return false;
  }
  if (!sameBytes(bytesOf(mutant.body), of.body)) return false;
  const header = readHeader(headers.get('signature') ?? '');
  if (header === undefined || !sameBytes(header.signature, of.signature)) return false;
  return mayBeBy(header.keyVersion, of.keyVersion, keys);
}

/** A version that the partner has had is meant; any other makes the live keys be tried. */
function mayBeBy(named: string | undefined, signedBy: number, keys: PartnerKeys): boolean {
  if (named === undefined) return true;
  const version = Number(named);
  if (!keys.live.includes(version) && !keys.notLive.includes(version)) return true;
  return version === signedBy && keys.live.includes(version);
}

function mergedHeaders(mutant: Mutant): Map<string, string> {
  const merged = new Map<string, string>();
  for (const [name, value] of Object.entries(Object.fromEntries(mutant.headers))) {
    const lower = name.toLowerCase();
    const before = merged.get(lower);
    merged.set(lower, before === undefined ? value : `${before},${value}`);
  }
  return merged;
}

/** The types that mutants carry: one media type, repeated at most as it is. */
function isJsonType(text: string): boolean {
  const repeats = new Set(text.split(',').map((one) => one.trim().toLowerCase()));
  const [only = ''] = repeats;
  const accepted = [
    'application/json',
    'application/json;charset=utf-8',
    'application/json;charset="utf-8"',
  ];
  return repeats.size === 1 && accepted.includes(only.replaceAll(/[ \t]*;[ \t]*/g, ';'));
}

function bytesOf(body: Mutant['body']): readonly number[] | Buffer | undefined {
  if (!body.isBase64Encoded) return Buffer.from(body.text);
  return body.text === '' ? [] : decode([...body.text]);
}

function sameBytes(one: ArrayLike<number> | undefined, other: Buffer): boolean {
  if (one === undefined || one.length !== other.length) return false;
  return other.every((byte, index) => one[index] === byte);
}

function readHeader(text: string): ReadHeader | undefined {
  if (text.length > longestHeader) return undefined;
  const parts = text.split(',');
  const found = new Map<string, string>();
  for (const [index, part] of parts.entries()) {
    // Blanks stand round commas; at either end of the header they are none of its grammar.
    const trimmed = trimEnd(trimStart(part, index > 0), index < parts.length - 1);
    const equals = trimmed.indexOf('=');
    const name = asciiLower(trimmed.slice(0, Math.max(0, equals)));
    if (!['algorithm', 'keyversion', 'signature'].includes(name) || found.has(name))
      return undefined;
    found.set(name, trimmed.slice(equals + 1));
  }
  const [keyVersion, value] = [found.get('keyversion'), found.get('signature')];
  if (asciiLower(found.get('algorithm') ?? '') !== 'rsa256' || value === undefined)
    return undefined;
  if (keyVersion !== undefined && !isVersion(keyVersion)) return undefined;
  const signature = decode(unescaped(value));
  return signature === undefined ? undefined : { keyVersion, signature };
}

function trimStart(text: string, allowed: boolean): string {
  let blanks = 0;
  while (allowed && blanks < mostBlanks && ' \t'.includes(text[blanks] ?? 'x')) blanks += 1;
  return text.slice(blanks);
}

function trimEnd(text: string, allowed: boolean): string {
  return [...trimStart([...text].reverse().join(''), allowed)].reverse().join('');
}

function asciiLower(text: string): string {
  return [...text].map((one) => (one >= 'A' && one <= 'Z' ? one.toLowerCase() : one)).join('');
}

function isVersion(text: string): boolean {
  const digits = [...text].every((one) => one >= '0' && one <= '9');
  return digits && text.length >= 1 && text.length <= 9 && (text === '0' || text[0] !== '0');
}

/** The letters of a value, those of base64 that URLs escape being taken back. */
function unescaped(value: string): string[] {
  const letters: string[] = [];
  for (let at = 0; at < value.length; at += 1) {
    const plain = escapes.get(asciiLower(value.slice(at, at + 3)));
    letters.push(plain ?? value[at] ?? '');
    if (plain !== undefined) at += 2;
  }
  return letters;
}

/** Strict base64, six bits at a time; undefined for a text that is not the one of its bytes. */
function decode(letters: readonly string[]): number[] | undefined {
  if (letters.length === 0 || letters.length % 4 !== 0) return undefined;
  const padding = letters.at(-1) !== '=' ? 0 : letters.at(-2) !== '=' ? 1 : 2;
  const bytes: number[] = [];
  let [held, bits] = [0, 0];
  for (const letter of letters.slice(0, letters.length - padding)) {
    const six = alphabet.indexOf(letter);
    if (six < 0 || letter.length !== 1) return undefined;
    held = (held << 6) | six;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? bytes : undefined;
}
