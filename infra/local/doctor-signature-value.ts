import { parseSignatureHeader } from '../../shared/signing/signature-header.ts';
import type { Variant } from './doctor-finding.ts';

/** The name of the value that is written as it should be. */
export const asItIs = 'value';

const base64 = /^[A-Za-z0-9+/]+={0,2}$/;
const anyOrder = 'Send standard base64 (A-Z a-z 0-9 + / =), percent-encoded once.';

/** A text turned into another that may be base64; undefined where it does not apply. */
interface Repair {
  readonly id: string;
  readonly says: string;
  readonly change: string;
  repair(value: string): string | undefined;
}

const repairs: readonly Repair[] = [
  {
    id: 'value-blank-for-plus',
    says: 'The signature has blanks where its base64 has `+`: a form decoder has been at it.',
    change: 'Percent-encode the base64 (`+` becomes %2B), or send it raw; never form-encode it.',
    repair: (value) => (value.includes(' ') ? value.trim().replaceAll(' ', '+') : undefined),
  },
  {
    id: 'value-encoded-twice',
    says: 'The signature is percent-encoded more than once.',
    change: 'Percent-encode the base64 once: leave it to your HTTP client or to you, not to both.',
    repair: (value) => (value.includes('%25') ? unescaped(value) : undefined),
  },
  {
    id: 'value-escapes',
    says: 'More is percent-encoded in the signature than `+`, `/` and `=`.',
    change: 'Encode as encodeURIComponent and URLEncoder do: letters and digits stay.',
    repair: (value) => (/%(?!2b|2f|3d|25)/i.test(value) ? unescaped(value) : undefined),
  },
  {
    id: 'value-base64url',
    says: 'The signature is in the alphabet of URLs (base64url: `-` and `_`).',
    change: anyOrder,
    repair: (value) =>
      /[-_]/.test(value) ? padded(value.replaceAll('-', '+').replaceAll('_', '/')) : undefined,
  },
  {
    id: 'value-padding',
    says: 'The signature lacks the `=` at the end of its base64, or has too many.',
    change: 'Keep the padding of the base64: its length is a multiple of four.',
    repair: (value) => padded(value.replace(/=+$/, '')),
  },
  {
    id: 'value-hex',
    says: 'The signature is in hex.',
    change: anyOrder,
    repair: (value) => (isHex(value) ? Buffer.from(value, 'hex').toString('base64') : undefined),
  },
  {
    id: 'value-quotes',
    says: 'The signature is in quotes.',
    change: 'Send the value without quotes.',
    repair: (value) => /^["'](.*)["']$/.exec(value)?.[1],
  },
  {
    id: 'value-line-breaks',
    says: 'There are blanks or line ends in the signature: its base64 was written in lines.',
    change: 'Write the base64 in one line (in Java getEncoder, not getMimeEncoder).',
    repair: (value) =>
      /\s/.test(unescaped(value)) ? unescaped(value).replaceAll(/\s/g, '') : undefined,
  },
  {
    id: 'value-base64-twice',
    says: 'The signature is in base64 twice.',
    change: 'Encode the bytes of the signature once.',
    repair: (value) => inner(value, (text) => base64.test(text)),
  },
  {
    id: 'value-base64-of-hex',
    says: 'The signature is the base64 of its hex text.',
    change: 'Encode the bytes of the signature, not their hex.',
    repair: (value) => {
      const hex = inner(value, isHex);
      return hex === undefined ? undefined : Buffer.from(hex, 'hex').toString('base64');
    },
  },
];

/** The bytes that a header's value may stand for: as it is, then by what people get wrong. */
export function signaturesIn(value: string): readonly Variant<Buffer>[] {
  const read = parseSignatureHeader(`algorithm=RSA256,signature=${value}`)?.signature;
  const found: Variant<Buffer>[] = [];
  if (read !== undefined) found.push({ id: asItIs, says: '', change: '', part: read });
  for (const { id, says, change, repair } of repairs) {
    const text = repair(value) ?? repair(unescaped(value));
    if (text === undefined || !base64.test(text)) continue;
    const part = Buffer.from(text, 'base64');
    if (!found.some((one) => one.part.equals(part))) found.push({ id, says, change, part });
  }
  return [...found, ...found.slice(0, 1).map(backwards)];
}

function backwards({ part }: Variant<Buffer>): Variant<Buffer> {
  const says =
    'The bytes of the signature are the other way round, as the CryptoAPI of Windows has them.';
  const change = 'Reverse the bytes of the signature before they are put in base64.';
  return { id: 'value-backwards', says, change, part: Buffer.from(part).reverse() };
}

/** All percent-escapes taken back, twice at most. */
function unescaped(value: string): string {
  const once = (text: string): string =>
    text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  return once(once(value));
}

function padded(text: string): string {
  const bare = unescaped(text).replace(/=+$/, '');
  return bare.padEnd(Math.ceil(bare.length / 4) * 4, '=');
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9a-f]{256,}$/i.test(text);
}

function inner(value: string, fits: (text: string) => boolean): string | undefined {
  const text = Buffer.from(unescaped(value), 'base64').toString('latin1');
  return text.length >= 100 && fits(text) ? text : undefined;
}
