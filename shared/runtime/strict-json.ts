import { JsonNumber } from '../domain/json-number.ts';
import { isPlainNumber } from './json-cursor.ts';
import { scanJson } from './json-scan.ts';

declare global {
  interface JSON {
    /** As engines have it since ECMAScript 2026, which TypeScript's library does not say yet. */
    parse(text: string, reviver: JsonReviver): unknown;
  }
}

/** Called for each value of a JSON text, innermost first; of scalars it is told the source text. */
export type JsonReviver = (key: string, value: unknown, context: { source?: string }) => unknown;

/** What a text holds, or what is wrong with it, as a sentence that a partner can act on. */
export type StrictJson = { readonly value: unknown } | { readonly problem: string };

const blankOnly = /^[ \t\n\r]*$/;

/**
 * Parses the JSON text of a request. Total, without recursion, and bounded before anything is
 * built. Refuses what `JSON.parse` refuses, empty text, a byte order mark, a root other than an
 * object, depth over 16, more than 10,000 members and elements, duplicate keys, the key
 * `__proto__`, text that is not well-formed Unicode, and control characters (C0 and U+007F), raw or
 * escaped. A number that is not plain digits up to 2^53 - 1 becomes a `JsonNumber`.
 * @see RFC 8259, RFC 7493 (I-JSON), ECMA-262 "JSON.parse source text access"
 */
export function parseStrictJson(text: string): StrictJson {
  if (blankOnly.test(text)) return { problem: 'body: empty, expected a JSON object' };
  if (text.startsWith('\ufeff')) return { problem: 'body: starts with a byte order mark' };
  if (!text.isWellFormed()) return { problem: 'body: not well-formed Unicode' };
  const scan = scanJson(text);
  if ('problem' in scan) return scan;
  return { value: scan.hasOnlyPlainNumbers ? JSON.parse(text) : JSON.parse(text, keepSource) };
}

function keepSource(_key: string, value: unknown, { source }: { source?: string }): unknown {
  if (typeof value !== 'number' || source === undefined || isPlainNumber(source)) return value;
  return new JsonNumber(source);
}
