// Controls could move a terminal's cursor, format characters could turn text around.
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const maxExcerptCharacters = 4_000;

/** Text from elsewhere, fit for a terminal: only line ends stay, other controls are spelled out. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (found) => (found === '\n' ? found : spelledOut(found)));
}

/** The first 4,000 characters, and how many more there are. */
export function excerpt(text: string): string {
  const more = text.length - maxExcerptCharacters;
  if (more <= 0) return text;
  const shown = text.slice(0, maxExcerptCharacters);
  return `${shown}… and ${more.toLocaleString('en')} characters more`;
}

function spelledOut(character: string): string {
  if (character === '\r') return '␍';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
