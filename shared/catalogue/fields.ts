import * as z from 'zod/mini';
import { isCalendarDate } from '../domain/calendar-date.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { countries, isCountry } from '../domain/country.ts';
import { currencies, isCurrency } from '../domain/currency.ts';
import { parseTimeZone } from '../domain/time-zone.ts';
import {
  anyMember,
  calendarDatePattern,
  type FieldRule,
  fieldRules,
  memberNames,
  printablePattern,
  stated,
  timeZoneShapes,
} from './field-rules.ts';

/**
 * A text field that must fit a rule; the rule's words follow the field's name in the answer.
 *
 * @param rule what says the same in JSON Schema
 */
export function textThat(fits: (text: string) => boolean, expected: string, rule: FieldRule) {
  return z
    .string({ error: expected })
    .check(z.refine(fits, { error: expected, abort: true }))
    .register(fieldRules, { description: stated(expected), ...rule });
}

/**
 * An identifier: 1 to 64 printable ASCII characters without blanks. `#` is refused as well: it
 * delimits the table's keys, and nothing a partner sends may reach across one.
 */
export const identifierGrammar = /^[!"$-~]{1,64}$/;
const identifierWords = 'expected 1 to 64 printable ASCII characters without blanks or #';

/** A partner's or our own identifier (`referenceNo`, `payeeCode`, `vcCode`, ids). */
export const identifier = z
  .string({ error: identifierWords })
  .check(z.regex(identifierGrammar, { error: identifierWords }))
  .register(fieldRules, { id: 'Identifier', description: stated(identifierWords) });

/**
 * Text of 1 to `max` Unicode characters (code points, not UTF-16 units).
 *
 * @param further what the operation demands of it besides, in JSON Schema
 */
export function text(max: number, further: FieldRule = {}) {
  // No text has more code points than UTF-16 units: only a longer one need be counted.
  const fits = (value: string): boolean =>
    value.length > 0 &&
    (value.length <= max || (value.length <= 2 * max && [...value].length <= max));
  const rule = { minLength: 1, maxLength: max, pattern: printablePattern, ...further };
  return textThat(fits, `expected 1 to ${max} characters`, rule);
}

/** One word of a closed list. */
export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `expected ${words.join(' or ')}` });
}

/** A calendar date, `YYYYMMDD`. */
export const calendarDate = textThat(isCalendarDate, 'expected a real date as YYYYMMDD', {
  id: 'CalendarDate',
  pattern: calendarDatePattern,
});

/** A time zone: an IANA name, `UTC±hh:mm`, `GMT±h` or `±hh:mm`. */
export const timeZone = textThat(
  (value) => parseTimeZone(value) !== undefined,
  'expected an IANA time zone, UTC±hh:mm, GMT±h or ±hh:mm',
  { id: 'TimeZone', anyOf: timeZoneShapes },
);

/** ISO 4217 alpha-3. */
export const currency = textThat(isCurrency, 'expected an ISO 4217 currency such as USD', {
  id: 'Currency',
  enum: currencies,
});

/** ISO 3166 alpha-2. */
export const country = textThat(isCountry, 'expected an ISO 3166 alpha-2 country such as US', {
  id: 'Country',
  enum: countries,
});

/** Digits of an amount in minor units: 0 to 10^16 − 1. */
export const minorUnitDigits = z
  .string()
  .check(z.regex(/^(?:0|[1-9][0-9]{0,15})$/))
  .register(fieldRules, {
    id: 'MinorUnitDigits',
    description:
      "Digits of the currency's minor unit, at most 16: USD 100 is 1.00, JPY 100 is 100.",
  });

function minorUnits(digits: RegExp, min: number) {
  const words = min === 0 ? 'expected digits' : 'expected digits of at least 1';
  // Both abort: the checks of a whole list count on every amount in it, and `error` speaks for both.
  const text = z.string().check(z.regex(digits, { abort: true }));
  const number = z.int().check(z.minimum(min, { abort: true }));
  const wire = z.union([text, number], {
    error: `${words}, at most 16, in the currency's minor unit`,
  });
  return z.pipe(wire, z.transform(String)).register(fieldRules, {
    description: `${stated(words).slice(0, -1)}, at most 16, in the currency's minor unit: a string, or a plain JSON integer up to 2^53 − 1, which means the same.`,
  });
}

/**
 * What an invoice is worth: a positive amount in minor units. Digits in a string or a plain JSON
 * integer up to 2^53 − 1 mean the same; inside it is always the string.
 */
export const positiveAmount = z
  .strictObject(
    { currency, value: minorUnits(/^[1-9][0-9]{0,15}$/, 1) },
    { error: 'expected an object with currency and value' },
  )
  .register(fieldRules, { id: 'PositiveAmount', description: 'A positive amount of money.' });

/** An amount as answers carry it: digits of the currency's minor unit. */
export const amount = z
  .strictObject({ currency: z.string(), value: minorUnitDigits })
  .register(fieldRules, { id: 'Amount', description: 'An amount of money, zero or more.' });

/** Which attachment a grant rests on. */
export const attachmentInfo = z
  .strictObject(
    { fileName: text(128), fileKey: text(128) },
    { error: 'expected an object with fileName and fileKey' },
  )
  .register(fieldRules, { id: 'AttachmentInfo', description: 'A file that was submitted.' });

const maxUnknownBytes = 1_024;
/** Not node's Buffer: browsers read these rules too. */
const utf8 = new TextEncoder();
const knownInvoiceMembers: ReadonlySet<string> = new Set([
  'invoiceNo',
  'invoiceAmount',
  'invoiceDueDate',
  'poNo',
]);

/**
 * One invoice. Its children are not all published, so unknown members are kept, hashed with the
 * content and shown to the decision service: at most 1 KiB of them.
 */
export const invoiceInfo = z
  .looseObject(
    {
      invoiceNo: text(64),
      invoiceAmount: positiveAmount,
      invoiceDueDate: z.optional(calendarDate),
      poNo: z.optional(text(64)),
    },
    { error: 'expected an object' },
  )
  .check(
    z.refine(
      (invoice) =>
        Object.keys(invoice).every((name) => knownInvoiceMembers.has(name)) ||
        utf8.encode(canonicalJson(unknownMembers(invoice))).length <= maxUnknownBytes,
      {
        error: 'expected at most 1,024 bytes of further members',
      },
    ),
  )
  .register(fieldRules, {
    id: 'InvoiceInfo',
    description:
      'One invoice. Further members are kept with the application: at most 1,024 bytes of them, as JSON without blanks.',
    additionalProperties: { $ref: `#/$defs/${anyMember}` },
    propertyNames: memberNames,
  });

/** The members of an invoice that the contract does not name. */
export function unknownMembers(
  invoice: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(invoice).filter(([name]) => !knownInvoiceMembers.has(name)),
  );
}
