import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { currency, identifier, text } from '../../shared/catalogue/fields.ts';
import { budgetAccountStatuses } from '../../shared/domain/budget-account.ts';
import { productCodes } from '../../shared/domain/facility.ts';
import { accumulationMethods, tradeTypes } from '../../shared/domain/fx-quota.ts';
import { describeSchemaIssue } from '../../shared/runtime/schema-issue.ts';

const digits = 'expected digits of a minor unit in a text, at most 16';
const minor = z.pipe(
  z.string({ error: digits }).check(z.regex(/^\d{1,16}$/, { error: digits })),
  z.transform((text: string) => BigInt(text)),
);
const clientIdWords = 'expected 1 to 64 of A-Z, a-z, 0-9, _ and -';
const clientId = z
  .string({ error: clientIdWords })
  .check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, { error: clientIdWords }));
const rate = z.string().check(z.regex(/^\d{1,3}(\.\d{1,6})?$/, { error: 'expected 0.05 for 5 %' }));
const positive = z.number().check(z.positive());
const days = z.int().check(z.minimum(0));

/** What a stage is made of, as it is written in JSON. */
export const seedFile = z.strictObject({
  partner: z.strictObject({
    clientId,
    keyVersion: z.int().check(z.minimum(0), z.maximum(999_999_999)),
    ratePerSecond: positive,
    burst: z.int().check(z.positive()),
  }),
  facility: z.strictObject({
    productCode: z.enum(productCodes),
    currency,
    creditLimitMinor: minor,
    payeeCode: identifier,
    vcCode: identifier,
    terms: z.strictObject({
      advanceRateBasisPoints: minor,
      maxInvoiceAgeDays: days,
      maxDaysToDue: days,
      reviewThresholdMinor: minor,
      grantTermDays: z.int().check(z.minimum(1)),
      annualPercentageRate: rate,
    }),
  }),
  fxQuotas: z.array(
    z.strictObject({
      method: z.enum(accumulationMethods),
      id: identifier,
      currency,
      tradeType: z.optional(z.enum(tradeTypes)),
      availableMinor: minor,
    }),
  ),
  customers: z.array(
    z.strictObject({
      id: identifier,
      contractStatus: z.enum(['SIGNED', 'NOT_SIGN']),
      budgetAccounts: z.array(
        z.strictObject({
          budgetAccountId: identifier,
          budgetAccountName: text(50),
          status: z.enum(budgetAccountStatuses),
          createdAt: z.iso.datetime({ offset: true }),
        }),
      ),
    }),
  ),
});

/** What the laptop starts with: a demo partner, what it owns, and its customers. */
export type Seed = z.output<typeof seedFile>;

/** The same before it is read: amounts are digits in a text. */
export type SeedInput = z.input<typeof seedFile>;

/** A seed cannot be used; the message names the field. */
export class SeedUnreadable extends Error {
  override readonly name = 'SeedUnreadable';
}

/**
 * Reads a seed.
 *
 * @throws {SeedUnreadable} naming the first field that is not as it should be
 */
export function parseSeed(value: unknown): Seed {
  const parsed = seedFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new SeedUnreadable(describeSchemaIssue(parsed.error.issues[0], value, 'seed'));
}

/**
 * Reads a seed file; without a path the one that is kept in git.
 *
 * @throws {SeedUnreadable} when it is not there, no JSON, or of another shape
 */
export function readSeed(path?: string): Seed {
  const file = path ?? new URL('./seed.json', import.meta.url);
  try {
    return parseSeed(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new SeedUnreadable(`${path ?? 'seed.json'}: ${why}`);
  }
}
