import * as z from 'zod/mini';
import { failCodes } from '../domain/credit-grant.ts';
import { productCodes } from '../domain/facility.ts';
import { maxMinor } from '../domain/money.ts';
import { type AccessRefusals, defineEndpoint } from './endpoint.ts';
import { fieldRules, presentWith } from './field-rules.ts';
import {
  amount,
  attachmentInfo,
  calendarDate,
  country,
  identifier,
  invoiceInfo,
  minorUnitDigits,
  oneOf,
  text,
  timeZone,
} from './fields.ts';

const jsonBodyLimitBytes = 128 * 1_024;
/** Each invoice is claimed in the grant's own transaction, which holds 100 rows at most. */
const maxInvoices = 90;
const failCode = z.enum(failCodes);
const failMessage = z.string().check(z.maxLength(256));

const whyItFailed = presentWith('creditGrantStatus', 'FAILED', ['failCode', 'failMessage']);
const whatItWon = presentWith('creditGrantStatus', 'SUCCESS', [
  'creditGrantAmount',
  'creditGrantCurrency',
  'annualPercentageRate',
  'dueDate',
]);

const creditAccess = {
  customerUnknown: 'PROCESS_FAIL',
  tokenUnknown: 'OAUTH_FAIL',
  tokenExpired: 'OAUTH_FAIL',
  tokenScope: 'OAUTH_FAIL',
  notSubscribed: 'PROCESS_FAIL',
} as const satisfies AccessRefusals;

/** What a customer may still draw: the four sums of its facility. */
export const queryCreditQuota = defineEndpoint({
  name: 'queryCreditQuota',
  functionName: 'query-credit-quota',
  path: '/amsin/alipay/business/credit/queryCreditQuota',
  purpose: 'Query the available loan.',
  family: 'credit',
  request: z.strictObject({ productCode: oneOf(...productCodes) }),
  response: z.strictObject({
    productCode: z.enum(productCodes),
    capLimitTotalAmount: amount,
    grantTotalAmount: amount,
    unpaidTotalAmount: amount,
    availableTotalAmount: amount,
    productStatus: z.enum(['NORMAL', 'OVD']),
  }),
  emptyBodyAllowed: false,
  bodyLimitBytes: jsonBodyLimitBytes,
  refusals: ['PROCESS_FAIL', 'OAUTH_FAIL', 'USER_LOAN_STATUS_QUERY_FAILED', 'QUOTA_QUERY_FAILED'],
  accessRefusals: { ...creditAccess, customerUnknown: 'USER_LOAN_STATUS_QUERY_FAILED' },
  idempotency: { kind: 'query' },
  table: { reads: true, writes: false },
  bucket: 'none',
  retryQueue: 'none',
  decisionService: 'none',
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
});

/** An application for credit on invoices. */
export const applyCreditGrant = defineEndpoint({
  name: 'applyCreditGrant',
  functionName: 'apply-credit-grant',
  path: '/amsin/alipay/business/credit/applyCreditGrant',
  purpose: 'Apply for a credit grant.',
  family: 'credit',
  request: z.strictObject({
    referenceNo: identifier,
    payeeCode: identifier,
    vcCode: identifier,
    invoiceDate: calendarDate,
    timeZone,
    attachmentFile: attachmentInfo,
    invoiceInfoList: z.array(invoiceInfo, { error: 'expected a list of invoices' }).check(
      z.minLength(1, { error: 'expected at least one invoice', abort: true }),
      z.maxLength(maxInvoices, {
        error: `expected at most ${maxInvoices} invoices`,
        abort: true,
      }),
      z.check(checkInvoicesTogether),
    ),
    vendorName: z.optional(text(128)),
    marketRegion: z.optional(country),
    businessMode: z.optional(oneOf('PO', 'DF', 'DI')),
  }),
  response: z
    .strictObject({
      referenceNo: identifier,
      creditGrantNo: identifier,
      creditGrantStatus: z.enum(['ACCEPTED', 'FAILED']),
      failCode: z.optional(failCode),
      failMessage: z.optional(failMessage),
    })
    .register(fieldRules, whyItFailed),
  emptyBodyAllowed: false,
  bodyLimitBytes: jsonBodyLimitBytes,
  refusals: ['PROCESS_FAIL', 'OAUTH_FAIL', 'REPEAT_REQ_INCONSISTENT'],
  accessRefusals: creditAccess,
  idempotency: { kind: 'keyed', key: 'referenceNo' },
  // It gives back the invoices of whatever else has run out of time.
  table: { reads: true, writes: true, deletes: true },
  bucket: 'none',
  retryQueue: 'send',
  decisionService: 'ask',
  time: { deadlineMs: 10_000, lambdaTimeoutSeconds: 12 },
  memoryMb: 512,
});

/** What became of an application: the query that a `U` asks for. */
export const inquiryCreditGrant = defineEndpoint({
  name: 'inquiryCreditGrant',
  functionName: 'inquiry-credit-grant',
  path: '/amsin/alipay/business/credit/inquiryCreditGrant',
  purpose: 'Learn what became of an application.',
  family: 'credit',
  request: z.strictObject({ referenceNo: identifier }),
  response: z
    .strictObject({
      referenceNo: identifier,
      creditGrantNo: identifier,
      creditGrantStatus: z.enum(['ACCEPTED', 'SUCCESS', 'FAILED']),
      creditGrantAmount: z.optional(minorUnitDigits),
      creditGrantCurrency: z.optional(z.string()),
      annualPercentageRate: z.optional(z.string()),
      dueDate: z.optional(calendarDate),
      failCode: z.optional(failCode),
      failMessage: z.optional(failMessage),
    })
    .register(fieldRules, { allOf: [whyItFailed, whatItWon] }),
  emptyBodyAllowed: false,
  bodyLimitBytes: jsonBodyLimitBytes,
  refusals: ['PROCESS_FAIL', 'OAUTH_FAIL', 'ORDER_NOT_EXIST'],
  accessRefusals: creditAccess,
  idempotency: { kind: 'query' },
  table: { reads: true, writes: false },
  bucket: 'none',
  retryQueue: 'none',
  decisionService: 'none',
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
});

interface InvoiceAmounts {
  readonly invoiceNo: string;
  readonly invoiceAmount: { readonly currency: string; readonly value: string };
}

/** What no single invoice shows: one currency, no invoice twice, a sum within the ceiling. */
function checkInvoicesTogether(payload: z.core.ParsePayload<InvoiceAmounts[]>): void {
  const seen = new Set<string>();
  const currencyOfAll = payload.value[0]?.invoiceAmount.currency;
  let sumMinor = 0n;
  for (const [index, { invoiceNo, invoiceAmount }] of payload.value.entries()) {
    const refuse = (path: PropertyKey[], message: string): void => {
      payload.issues.push({
        code: 'custom',
        input: payload.value,
        path: [index, ...path],
        message,
      });
    };
    if (seen.has(invoiceNo)) refuse(['invoiceNo'], 'expected each invoice once');
    seen.add(invoiceNo);
    if (invoiceAmount.currency !== currencyOfAll) {
      refuse(['invoiceAmount', 'currency'], 'expected one currency for all invoices');
    }
    sumMinor += BigInt(invoiceAmount.value);
    if (sumMinor > maxMinor) {
      refuse(['invoiceAmount', 'value'], 'expected a sum of at most 16 digits');
    }
  }
}
