import * as z from 'zod/mini';

/** A value of JSON, as far as documents need it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object of JSON. */
export interface JsonObject {
  readonly [name: string]: Json;
}

/** Keywords of JSON Schema. Their values are unknown here, since zod would follow a type into itself. */
type Keywords = Readonly<Record<string, unknown>>;

/**
 * What a field's rule is to whoever reads the OpenAPI document: the keywords of JSON Schema that say
 * the same as our own check, where zod cannot tell them, and the rule in words.
 */
export interface FieldRule {
  /** The name that the rule has in the document when more than one field follows it. */
  readonly id?: string;
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly anyOf?: readonly Keywords[];
  readonly allOf?: readonly Keywords[];
  readonly if?: Keywords;
  readonly then?: Keywords;
  readonly else?: Keywords;
  readonly additionalProperties?: Keywords;
  readonly propertyNames?: Keywords;
}

/** The rules of the fields by their schemas; nothing reads it to check a request. */
export const fieldRules = z.registry<FieldRule>();

/** What a rule says when it is broken, as a sentence that states it. */
export function stated(expected: string): string {
  const rule = expected.replace(/^expected /, '');
  return `${rule.charAt(0).toUpperCase()}${rule.slice(1)}.`;
}

/** Of an object: some members are there when another has one value, and only then. */
export function presentWith(
  member: string,
  value: string,
  names: readonly string[],
): Pick<FieldRule, 'if' | 'then' | 'else'> {
  return {
    if: { properties: { [member]: { const: value } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { required: names },
    else: { properties: Object.fromEntries(names.map((name) => [name, false])) },
  };
}

/** Control characters, raw or escaped, are nowhere in a body. */
export const printablePattern = String.raw`^[^\u0000-\u001f\u007f]*$`;

const year = '(?:19|[2-9][0-9])[0-9]{2}';
const longMonths = '(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])';
const shortMonths = '(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)';
const february = '02(?:0[1-9]|1[0-9]|2[0-8])';
const leapYear =
  '(?:(?:19|[2-9][0-9])(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)';

/** A real date of the Gregorian calendar from 19000101 on, leap years included. */
export const calendarDatePattern = `^(?:${year}(?:${longMonths}|${shortMonths}|${february})|${leapYear}0229)$`;

const eastern = String.raw`\+(?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00)`;
const western = '-(?:(?:0[0-9]|1[01]):[0-5][0-9]|12:00)';

/** The ways to write a time zone: an offset from -12:00 to +14:00, or a region. */
export const timeZoneShapes: readonly JsonObject[] = [
  { title: 'UTC±hh:mm or ±hh:mm', pattern: `^(?:[Uu][Tt][Cc])?(?:${eastern}|${western})$` },
  {
    title: 'GMT±h or GMT±hh',
    pattern: String.raw`^[Gg][Mm][Tt](?:\+(?:0?[0-9]|1[0-4])|-(?:0?[0-9]|1[0-2]))$`,
  },
  {
    title: 'an IANA name, in any letter case',
    pattern: '^[A-Za-z][A-Za-z0-9_+/-]{0,63}$',
    format: 'iana-time-zone',
  },
];

/** Base64 as RFC 4648 makes it: padded, nothing in between, no bits left over; not empty. */
export const base64Pattern =
  '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)$';

/** An attachment's name, as far as a pattern that every engine reads can say it. */
export const fileNamePattern = String.raw`^[^/\\\u0000-\u001f\u007f-\u009f]+\.(?:[Pp][Nn][Gg]|[Jj][Pp][Ee]?[Gg]|[Pp][Dd][Ff]|[Zz][Ii][Pp])$`;

/** A member of a body that no schema names: any JSON, but for what no body may hold. */
export const anyMember = 'AnyMember';

/** The names such a member may have. */
export const memberNames: JsonObject = {
  pattern: String.raw`^(?!__proto__$)[^\u0000-\u001f\u007f]*$`,
};
