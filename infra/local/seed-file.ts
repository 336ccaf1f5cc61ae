import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { budgetAccountStatuses } from '../../shared/domain/budget-account.ts';
import { productCodes } from '../../shared/domain/facility.ts';
import { accumulationMethods, tradeTypes } from '../../shared/domain/fx-quota.ts';

const minor = z.pipe(
  z.string().check(z.regex(/^\d{1,16}$/)),
  z.transform((digits: string) => BigInt(digits)),
);

const seedFile = z.strictObject({
  partner: z.strictObject({
    clientId: z.string(),
    keyVersion: z.int(),
    ratePerSecond: z.number(),
    burst: z.int(),
  }),
  facility: z.strictObject({
    productCode: z.enum(productCodes),
    currency: z.string(),
    creditLimitMinor: minor,
    payeeCode: z.string(),
    vcCode: z.string(),
    terms: z.strictObject({
      advanceRateBasisPoints: minor,
      maxInvoiceAgeDays: z.int(),
      maxDaysToDue: z.int(),
      reviewThresholdMinor: minor,
      grantTermDays: z.int().check(z.minimum(1)),
      annualPercentageRate: z.string(),
    }),
  }),
  fxQuotas: z.array(
    z.strictObject({
      method: z.enum(accumulationMethods),
      id: z.string(),
      currency: z.string(),
      tradeType: z.optional(z.enum(tradeTypes)),
      availableMinor: minor,
    }),
  ),
  customers: z.array(
    z.strictObject({
      id: z.string(),
      contractStatus: z.enum(['SIGNED', 'NOT_SIGN']),
      budgetAccounts: z.array(
        z.strictObject({
          budgetAccountId: z.string(),
          budgetAccountName: z.string(),
          status: z.enum(budgetAccountStatuses),
          createdAt: z.string(),
        }),
      ),
    }),
  ),
});

/** What the laptop starts with: a demo partner, what it owns, and its customers. */
export type Seed = z.output<typeof seedFile>;

/** Reads the seed file that is kept in git. */
export function readSeed(): Seed {
  const text = readFileSync(new URL('./seed.json', import.meta.url), 'utf8');
  return seedFile.parse(JSON.parse(text));
}
