import { productCodes } from '../../shared/domain/facility.ts';
import { type ChangeOption, changeCommand } from './change.ts';
import type { Command } from './command.ts';

/** Which product a facility is for. */
export const productOption = {
  flag: 'product',
  takes: '<code>',
  about: `the product, ${productCodes.join(' or ')}`,
  preset: productCodes[0],
} as const;

const product: ChangeOption = { ...productOption, member: 'productCode' };
const creditLimit: ChangeOption = {
  flag: 'amount',
  takes: '<minor units>',
  about: 'the credit limit in minor units: 10000 is 100.00 USD',
  required: true,
  member: 'creditLimitMinor',
};
const digits = '<minor units>';

const terms: readonly ChangeOption[] = [
  {
    flag: 'advance-rate',
    takes: '<basis points>',
    about: 'what part of an invoice is advanced: 8000 is 80 %',
    required: true,
    member: 'terms.advanceRateBasisPoints',
    as: 'number',
  },
  {
    flag: 'review-above',
    takes: digits,
    about: 'an application for more waits for a person; in minor units',
    required: true,
    member: 'terms.reviewThresholdMinor',
  },
  {
    flag: 'rate',
    takes: '<decimal>',
    about: 'the annual percentage rate: 0.05 is 5 %',
    required: true,
    member: 'terms.annualPercentageRate',
  },
  {
    flag: 'max-invoice-age',
    takes: '<days>',
    about: 'how old an invoice may be',
    preset: '180',
    member: 'terms.maxInvoiceAgeDays',
    as: 'number',
  },
  {
    flag: 'max-days-to-due',
    takes: '<days>',
    about: "how far off an invoice's due date may be",
    preset: '180',
    member: 'terms.maxDaysToDue',
    as: 'number',
  },
  {
    flag: 'grant-term',
    takes: '<days>',
    about: 'how long a grant can be drawn on, up to 366',
    preset: '90',
    member: 'terms.grantTermDays',
    as: 'number',
  },
];

/** Opens facilities and changes their limits. */
export const facilityChanges: readonly Command[] = [
  changeCommand({
    words: ['facility', 'open'],
    purpose: 'Open a facility, and with it its customer where it is a new one.',
    type: 'facility.opened',
    options: [
      product,
      {
        flag: 'currency',
        takes: '<code>',
        about: 'its ISO 4217 currency',
        required: true,
        member: 'currency',
      },
      creditLimit,
      {
        flag: 'payee',
        takes: '<payeeCode>',
        about: 'a payee that its applications may name',
        required: true,
        repeats: true,
        member: 'payeeCodes',
        as: 'list',
      },
      {
        flag: 'vc',
        takes: '<vcCode>',
        about: 'a virtual account that its applications may name',
        required: true,
        repeats: true,
        member: 'vcCodes',
        as: 'list',
      },
      ...terms,
    ],
    example:
      'facility open --customer C-7 --currency USD --amount 5000000 --payee P-7 --vc V-7 \\\n' +
      "    --advance-rate 8000 --review-above 1000000 --rate 0.05 --why 'committee, 3 March'",
  }),
  changeCommand({
    words: ['facility', 'set-limit'],
    purpose: 'Give a facility another credit limit; a lower one may leave no headroom.',
    type: 'facility.limit-changed',
    options: [product, creditLimit],
    example: "facility set-limit --customer C-7 --amount 7500000 --why 'yearly review'",
  }),
];
