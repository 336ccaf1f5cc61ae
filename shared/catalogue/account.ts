import * as z from 'zod/mini';
import { attachmentBusinessTypes } from '../domain/attachment.ts';
import { accumulationMethods, tradeTypes } from '../domain/fx-quota.ts';
import { defineEndpoint } from './endpoint.ts';
import { base64Pattern, fieldRules, fileNamePattern, presentWith } from './field-rules.ts';
import { amount, attachmentInfo, currency, identifier, oneOf, text } from './fields.ts';

/** Uploads the invoices that a grant rests on. */
export const submitAttachment = defineEndpoint({
  name: 'submitAttachment',
  functionName: 'submit-attachment',
  path: '/amsin/api/v1/business/account/submitAttachment',
  purpose: 'Upload the invoices a grant rests on.',
  family: 'credit',
  request: z.strictObject({
    attachmentId: identifier,
    attachmentType: oneOf('INVOICE'),
    attachmentContent: z
      .string({ error: 'expected base64 text' })
      .register(fieldRules, { pattern: base64Pattern, contentEncoding: 'base64' }),
    fileName: text(128, { pattern: fileNamePattern, format: 'attachment-file-name' }),
    bizOrderId: identifier,
    bizType: oneOf(...attachmentBusinessTypes),
  }),
  response: z.strictObject({ attachmentInfo }),
  emptyBodyAllowed: false,
  // What a Lambda request can carry: 6 MB, of which base64 takes a third.
  bodyLimitBytes: 6_100_000,
  refusals: ['PROCESS_FAIL', 'REPEAT_REQ_INCONSISTENT', 'FILE_SIZE_TOO_LARGE'],
  accessRefusals: {
    customerUnknown: 'PROCESS_FAIL',
    tokenUnknown: 'PROCESS_FAIL',
    tokenExpired: 'PROCESS_FAIL',
    tokenScope: 'PROCESS_FAIL',
    notSubscribed: 'PROCESS_FAIL',
  },
  idempotency: { kind: 'keyed', key: 'attachmentId' },
  table: { reads: true, writes: true },
  bucket: 'put',
  retryQueue: 'none',
  decisionService: 'none',
  time: { deadlineMs: 20_000, lambdaTimeoutSeconds: 24 },
  memoryMb: 1_024,
});

/** What `checkTradeType` checks, in JSON Schema. */
const tradeTypeRule = presentWith('quotaAccumulationMethod', 'BENEFICIARY', ['tradeType']);

/** What may still be settled in foreign exchange, per way of accumulating it. */
export const inquiryAvailableQuota = defineEndpoint({
  name: 'inquiryAvailableQuota',
  functionName: 'inquiry-available-quota',
  path: '/amsin/api/v1/business/account/inquiryAvailableQuota',
  purpose: 'Inquire about the FX settlement quota.',
  family: 'fx',
  request: z
    .strictObject({
      quotaAccumulationMethod: oneOf(...accumulationMethods),
      quotaAccumulationId: identifier,
      currency,
      tradeType: z.optional(oneOf(...tradeTypes)),
    })
    .check(z.check(checkTradeType))
    .register(fieldRules, tradeTypeRule),
  response: z
    .strictObject({
      quotaAccumulationMethod: z.enum(accumulationMethods),
      quotaAccumulationId: identifier,
      availableQuota: amount,
      tradeType: z.optional(z.enum(tradeTypes)),
    })
    .register(fieldRules, tradeTypeRule),
  emptyBodyAllowed: false,
  bodyLimitBytes: 128 * 1_024,
  refusals: ['CONTRACT_CHECK_FAIL', 'ACCOUNT_NOT_EXIST', 'OAUTH_FAIL'],
  accessRefusals: {
    customerUnknown: 'ACCOUNT_NOT_EXIST',
    tokenUnknown: 'OAUTH_FAIL',
    tokenExpired: 'OAUTH_FAIL',
    tokenScope: 'OAUTH_FAIL',
    notSubscribed: 'CONTRACT_CHECK_FAIL',
    contractInvalid: 'CONTRACT_CHECK_FAIL',
  },
  idempotency: { kind: 'query' },
  table: { reads: true, writes: false },
  bucket: 'none',
  retryQueue: 'none',
  decisionService: 'none',
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
});

interface TradeTypeQuestion {
  readonly quotaAccumulationMethod: (typeof accumulationMethods)[number];
  readonly tradeType?: (typeof tradeTypes)[number] | undefined;
}

/** A beneficiary's quota is kept per trade type; no other quota is. */
function checkTradeType(payload: z.core.ParsePayload<TradeTypeQuestion>): void {
  const { quotaAccumulationMethod: method, tradeType } = payload.value;
  if ((method === 'BENEFICIARY') === (tradeType !== undefined)) return;
  const message =
    method === 'BENEFICIARY' ? 'required with BENEFICIARY' : 'expected with BENEFICIARY only';
  payload.issues.push({ code: 'custom', input: payload.value, path: ['tradeType'], message });
}
