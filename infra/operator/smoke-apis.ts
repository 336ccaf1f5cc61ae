import * as z from 'zod/mini';
import { inquiryAvailableQuota, submitAttachment } from '../../shared/catalogue/account.ts';
import {
  applyCreditGrant,
  inquiryCreditGrant,
  queryCreditQuota,
} from '../../shared/catalogue/credit.ts';
import type { SmokeRun } from './smoke-run.ts';
import type { WireRequest } from './smoke-wire.ts';

/** A smoke test is over long before a message of its own would be given up. */
const onItsWayMs = 45_000;

/** The facility of every throw-away partner, in minor units. */
export const smokeFacility = {
  limit: '100000',
  reviewAbove: '20000',
  atOnce: '10000',
  reviewed: '30000',
} as const;

const { limit, reviewAbove, atOnce, reviewed } = smokeFacility;
const payeeCode = 'SMOKE_PAYEE';
const vcCode = 'SMOKE_VC';
const pdf = '%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n';
const success = 'S SUCCESS';
const fileKey = z.object({ attachmentInfo: z.object({ fileKey: z.string() }) });
const applied = z.object({ creditGrantNo: z.string(), creditGrantStatus: z.literal('ACCEPTED') });

/** Opens the facility that the other checks work on. */
export async function openFacility(run: SmokeRun): Promise<void> {
  const terms = {
    advanceRateBasisPoints: 10_000,
    maxInvoiceAgeDays: 2,
    maxDaysToDue: 30,
    reviewThresholdMinor: reviewAbove,
    // What was granted and never drawn goes with the day.
    grantTermDays: 1,
    annualPercentageRate: '0.05',
  };
  const facility = { productCode: 'AMAZON_VC_FACTORING_LOAN', currency: 'USD' };
  const codes = { payeeCodes: [payeeCode], vcCodes: [vcCode] };
  const data = { ...facility, creditLimitMinor: limit, ...codes, terms };
  await run.post('its facility is opened', { type: 'facility.opened', data });
  const contract = { contract: 'credit' };
  await run.post('its credit contract is signed', { type: 'contract.signed', data: contract });
}

/** The loan APIs: documents, an application that wins at once, one that waits for a person. */
export async function checkLoanApis(run: SmokeRun, nowMs: number): Promise<void> {
  await run.call('submitAttachment', submission, { outcome: success, shape: fileKey });
  const same = 'submitAttachment again: the same file key';
  const { attachmentInfo } = await run.need(same, submission, { outcome: success, shape: fileKey });
  const application = (referenceNo: string, value: string): WireRequest =>
    applicationOf(referenceNo, value, attachmentInfo.fileKey, nowMs);

  const first = application('AT_ONCE', atOnce);
  const won = await run.need('applyCreditGrant', first, { outcome: success, shape: applied });
  const repeated = z.object({ creditGrantNo: z.literal(won.creditGrantNo) });
  await run.call('applyCreditGrant again: the same grant', first, {
    outcome: success,
    shape: repeated,
  });
  const other = application('AT_ONCE', '10001');
  const inconsistent = { outcome: 'F REPEAT_REQ_INCONSISTENT' };
  await run.call('its reference with another content', other, inconsistent);
  const notEnough = z.object({ failCode: z.literal('QUOTA_NOT_ENOUGH') });
  await run.call('an application beyond the limit', application('TOO_MUCH', '100001'), {
    outcome: success,
    shape: notEnough,
  });
  await run.call('inquiryCreditGrant', inquiryOf('AT_ONCE'), granted(atOnce));
  await run.call('inquiryCreditGrant of nothing', inquiryOf('NOTHING'), {
    outcome: 'F ORDER_NOT_EXIST',
  });
  await run.call('queryCreditQuota', quotaRequest, quotaOf(atOnce));

  const waiting = z.object({ creditGrantStatus: z.literal('ACCEPTED') });
  const large = application('DEFERRED', reviewed);
  await run.call('an application that waits for a person', large, {
    outcome: success,
    shape: applied,
  });
  await run.call('it is undecided', inquiryOf('DEFERRED'), { outcome: success, shape: waiting });
  const data = { referenceNo: 'DEFERRED', decision: 'approve' };
  await run.post('it is approved', { type: 'grant.reviewed', data });
  await run.call('it is won', inquiryOf('DEFERRED'), granted(reviewed));
  await run.call('both count', quotaRequest, quotaOf(`${Number(atOnce) + Number(reviewed)}`));
}

/** The FX quota, credited by way of the event bus as a core-banking system would. */
export async function checkFxApi(run: SmokeRun): Promise<void> {
  const [method, id] = ['USER_ID', 'SMOKE_USER'];
  const { path } = inquiryAvailableQuota;
  const question = { quotaAccumulationMethod: method, quotaAccumulationId: id, currency: 'USD' };
  const request = { path, body: JSON.stringify(question) };
  await run.call('inquiryAvailableQuota of nothing', request, { outcome: 'F ACCOUNT_NOT_EXIST' });
  const account = { accumulationMethod: method, accumulationId: id, currency: 'USD' };
  const data = { ...account, amountMinor: '500' };
  const credit = { type: 'fx-quota.credited', data, by: 'send' } as const;
  await run.post('an FX credit is put on the event bus', credit);
  const shape = z.object({ availableQuota: z.object({ value: z.literal('500') }) });
  const expected = { outcome: success, shape, withinMs: onItsWayMs };
  await run.call('inquiryAvailableQuota, once it is posted', request, expected);
}

const submission: WireRequest = {
  path: submitAttachment.path,
  body: JSON.stringify({
    attachmentId: 'SMOKE_1',
    attachmentType: 'INVOICE',
    attachmentContent: Buffer.from(pdf).toString('base64'),
    fileName: 'invoice.pdf',
    bizOrderId: 'SMOKE_1',
    bizType: 'CREDIT_GRANT_INVOICE',
  }),
};

const quotaRequest: WireRequest = {
  path: queryCreditQuota.path,
  body: '{"productCode":"AMAZON_VC_FACTORING_LOAN"}',
};

function applicationOf(
  referenceNo: string,
  value: string,
  key: string,
  nowMs: number,
): WireRequest {
  const application = {
    referenceNo,
    payeeCode,
    vcCode,
    invoiceDate: new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', ''),
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey: key },
    invoiceInfoList: [{ invoiceNo: `I-${referenceNo}`, invoiceAmount: { currency: 'USD', value } }],
  };
  return { path: applyCreditGrant.path, body: JSON.stringify(application) };
}

function inquiryOf(referenceNo: string): WireRequest {
  return { path: inquiryCreditGrant.path, body: JSON.stringify({ referenceNo }) };
}

function granted(amount: string) {
  const shape = z.object({
    creditGrantStatus: z.literal('SUCCESS'),
    creditGrantAmount: z.literal(amount),
    creditGrantCurrency: z.literal('USD'),
  });
  return { outcome: success, shape };
}

function quotaOf(grantedMinor: string) {
  const amount = (value: string) =>
    z.object({ currency: z.literal('USD'), value: z.literal(value) });
  const shape = z.object({
    capLimitTotalAmount: amount(limit),
    grantTotalAmount: amount(grantedMinor),
    unpaidTotalAmount: amount('0'),
    availableTotalAmount: amount(grantedMinor),
    productStatus: z.literal('NORMAL'),
  });
  return { outcome: success, shape };
}
