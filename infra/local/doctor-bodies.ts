import { createHash } from 'node:crypto';
import type { Variant } from './doctor-finding.ts';
import { jsonVariants } from './doctor-json.ts';

const sameBytes = 'Build the body once, keep its bytes, sign those and send those.';

/** What people sign in the place of the body's bytes as they were sent. */
export function bodyVariants(body: Buffer): readonly Variant<Buffer>[] {
  const text = body.toString();
  const variant = (id: string, says: string, part: string | Buffer, change = sameBytes) => ({
    id,
    says: `The body that was signed is not the one that came: ${says}.`,
    change,
    part: Buffer.from(part),
  });
  const found: Variant<Buffer>[] = [
    variant('body-line-feed-more', 'a line feed was signed behind it', `${text}\n`),
    variant('body-crlf-more', 'CR and LF were signed behind it', `${text}\r\n`),
    variant(
      'body-line-end-less',
      'a line end came behind it that was not signed',
      text.replace(/\r?\n$/, ''),
    ),
    variant('body-bom-more', 'a byte order mark was signed before it', `\ufeff${text}`),
    variant('body-bom-less', 'it came with a byte order mark', text.replace(/^\ufeff/, '')),
    variant('body-trimmed', 'the blanks round it were not signed', text.trim()),
    variant('body-crlf', 'its line ends were signed as CR LF', text.replaceAll(/\r?\n/g, '\r\n')),
    variant('body-lf', 'its line ends came as CR LF', text.replaceAll('\r\n', '\n')),
    ...jsonVariants(text).map(({ id, says, part }) => variant(id, says, part)),
    variant('body-latin1', 'its text was signed in Latin-1', Buffer.from(text, 'latin1'), inUtf8),
    variant('body-utf16', 'its text was signed in UTF-16', Buffer.from(text, 'utf16le'), inUtf8),
    variant(
      'body-utf16-big',
      'its text was signed in UTF-16, big end first',
      Buffer.from(text, 'utf16le').swap16(),
      inUtf8,
    ),
    variant(
      'body-encoded-twice',
      'its bytes were taken for Latin-1 and encoded in UTF-8 once more',
      Buffer.from(body.toString('latin1')),
      inUtf8,
    ),
    variant(
      'body-question-marks',
      'what is not ASCII was signed as question marks',
      text.replaceAll(/[^\0-~]/gu, '?'),
      inUtf8,
    ),
    variant('body-composed', 'its letters were composed (NFC) when signed', text.normalize('NFC')),
    variant('body-decomposed', 'its letters were decomposed (NFD)', text.normalize('NFD')),
    variant('body-empty', 'none was signed', ''),
    variant('body-braces', '`{}` was signed', '{}'),
    variant('body-null', '`null` was signed', 'null'),
    variant('body-object-object', '`[object Object]` was signed', '[object Object]'),
    variant('body-form', 'it was signed percent-encoded', encodeURIComponent(text)),
    variant('body-base64', 'its base64 was signed', body.toString('base64')),
    ...hashes(body).map(([name, part]) =>
      variant(
        `body-hash-${name}`,
        `its ${name} was signed`,
        part,
        'Sign the body, not a hash of it.',
      ),
    ),
  ];
  return found.filter(({ part }) => !part.equals(body));
}

const inUtf8 = 'Turn the text into UTF-8 bytes yourself, and sign and send those bytes.';

function hashes(body: Buffer): [name: string, part: string | Buffer][] {
  const [sha256, md5] = ['sha256', 'md5'].map((name) => createHash(name).update(body).digest());
  if (sha256 === undefined || md5 === undefined) return [];
  return [
    ['sha256-hex', sha256.toString('hex')],
    ['sha256-capital-hex', sha256.toString('hex').toUpperCase()],
    ['sha256-base64', sha256.toString('base64')],
    ['sha256-bytes', sha256],
    ['md5-hex', md5.toString('hex')],
    ['md5-base64', md5.toString('base64')],
  ];
}
