import { JsonNumber } from './json-number.ts';

/**
 * The one text of a parsed JSON value, to be hashed and compared: keys in code unit order at every
 * level, no blanks, `bigint` as digits, a `JsonNumber` as its source. Absent members and members
 * that are `undefined` are the same. Recurses as deep as the value, which strict parsing bounds at
 * 16.
 * @throws {TypeError} when the value holds what JSON cannot: `undefined` in a list, a function, a
 * symbol, `NaN`.
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'bigint') return `${value}`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (value instanceof JsonNumber) return value.source;
  if (Array.isArray(value)) return `[${Array.from(value, canonicalJson).join(',')}]`;
  if (isRecord(value)) return canonicalObject(value);
  throw new TypeError(`${typeof value} has no JSON text`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function canonicalObject(value: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}
