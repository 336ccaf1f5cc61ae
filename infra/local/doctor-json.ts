/** A body's JSON as another writer has it. */
export interface JsonVariant {
  readonly id: string;
  readonly says: string;
  readonly part: string;
}

type Writer = (value: unknown) => string;

/** The writings of a JSON text by the serialisers in use; none when it is no JSON. */
export function jsonVariants(text: string): readonly JsonVariant[] {
  const value = parsed(text);
  if (value === undefined) return [];
  const compact: Writer = (one) => JSON.stringify(one);
  const writings: readonly (readonly [id: string, says: string, part: string])[] = [
    ['body-compact', 'the same JSON without blanks was signed', compact(value)],
    ['body-pretty', 'the same JSON indented by two was signed', JSON.stringify(value, null, 2)],
    ['body-pretty-4', 'the same JSON indented by four was signed', JSON.stringify(value, null, 4)],
    [
      'body-pretty-tab',
      'the same JSON indented by tabs was signed',
      JSON.stringify(value, null, '\t'),
    ],
    ['body-spaced', 'the same JSON with blanks behind `,` and `:` was signed', spaced(value)],
    ['body-python', 'it was signed as Python writes it (json.dumps)', ascii(spaced(value))],
    ['body-php', 'it was signed as PHP writes it (json_encode)', ascii(slashes(compact(value)))],
    ['body-slashes', 'the same JSON with `\\/` for `/` was signed', slashes(compact(value))],
    ['body-go', 'it was signed as Go writes it (`<`, `>` and `&` escaped)', html(compact(value))],
    ['body-ascii', 'the same JSON with \\u escapes was signed', ascii(compact(value))],
    ['body-unescaped-ascii', 'its \\u escapes were written out when signed', ascii(text)],
    ['body-sorted', 'its members were sorted when signed', compact(sorted(value))],
    ['body-reversed', 'its members were the other way round', compact(reversed(value))],
    ['body-string', 'it was signed as a JSON text within a JSON text', JSON.stringify(text)],
  ];
  return writings.map(([id, says, part]) => ({ id, says, part }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`,
  );
  return `{${members.join(', ')}}`;
}

function sorted(value: unknown): unknown {
  return mapped(value, (entries) => entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function reversed(value: unknown): unknown {
  return mapped(value, (entries) => entries.toReversed());
}

function mapped(
  value: unknown,
  order: (entries: [string, unknown][]) => [string, unknown][],
): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mapped(one, order));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    order(Object.entries(value).map(([key, one]) => [key, mapped(one, order)])),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function slashes(text: string): string {
  return text.replaceAll('/', '\\/');
}

function ascii(text: string): string {
  return text.replaceAll(/[^\0-~]/g, escaped);
}

function html(text: string): string {
  return text.replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

function escaped(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
