import { type Attachment, canBackGrant } from './attachment.ts';
import { addDays, daysBetween } from './calendar-date.ts';
import type { FailCode, WaitsFor } from './credit-grant.ts';
import { type Facility, loanQuotaAt } from './facility.ts';
import { type Amount, appliedMinor, sumMinor } from './money.ts';
import { Refusal, type RefusalCode, StoredDataFault } from './refusal.ts';
import { dateIn, endOfDate, parseTimeZone, type TimeZone } from './time-zone.ts';

/** What a decision is made on: the part of an application that the rules look at. */
export interface Application {
  readonly referenceNo: string;
  readonly payeeCode: string;
  readonly vcCode: string;
  /** `YYYYMMDD` in `timeZone`. */
  readonly invoiceDate: string;
  readonly timeZone: string;
  readonly attachmentFile: { readonly fileKey: string };
  readonly invoiceInfoList: readonly {
    readonly invoiceNo: string;
    readonly invoiceAmount: Amount;
    readonly invoiceDueDate?: string | undefined;
  }[];
}

/** What is decided about an application, or that it waits for a person. */
export type Verdict =
  | { readonly verdict: 'approved'; readonly dueDate: string; readonly expiresAt: number }
  | { readonly verdict: 'failed'; readonly failCode: FailCode }
  | { readonly verdict: 'deferred'; readonly waitsFor: WaitsFor };

/** How many live expiry instants a facility can hold: its item stays well under its limit. */
const maxExpiryInstants = 2_000;

/** @throws {Refusal} PARAM_ILLEGAL when the invoice date is in the future in its time zone */
export function refuseFutureInvoice(application: Application, nowMs: number): void {
  if (application.invoiceDate > dateIn(zoneOf(application), nowMs)) {
    throw new Refusal('PARAM_ILLEGAL', 'invoiceDate: expected no date in the future');
  }
}

/** What is applied for, in minor units of the facility's currency. */
export function amountApplied(application: Application, facility: Facility): bigint {
  const invoices = application.invoiceInfoList.map(({ invoiceAmount }) => invoiceAmount);
  return appliedMinor(sumMinor(invoices), facility.terms.advanceRateBasisPoints);
}

/** What an application rests on, or why it cannot even be decided on. */
export type Grounds =
  | { readonly facility: Facility; readonly attachment: Attachment }
  | { readonly refusal: Refusal };

/**
 * Finds what an application rests on. Foreign and absent ids look alike, since nothing of another
 * tenant is ever looked up.
 */
export function groundsOf(
  application: Application,
  facility: Facility | undefined,
  attachment: Attachment | undefined,
  nowMs: number,
): Grounds {
  if (facility === undefined || facility.status === 'CLOSED') {
    return refuse('PROCESS_FAIL', 'No open credit facility for this account.');
  }
  const { payeeCode, vcCode } = application;
  if (!facility.payeeCodes.includes(payeeCode) || !facility.vcCodes.includes(vcCode)) {
    return refuse('PROCESS_FAIL', 'No payee with that payeeCode and that vcCode.');
  }
  const currency = application.invoiceInfoList[0]?.invoiceAmount.currency;
  if (currency !== facility.currency) {
    const field = 'invoiceInfoList[0].invoiceAmount.currency';
    return refuse('PARAM_ILLEGAL', `${field}: expected ${facility.currency}`);
  }
  if (attachment === undefined) {
    return refuse('PARAM_ILLEGAL', 'attachmentFile.fileKey: expected a submitted file');
  }
  // What has expired does not count: it is released before it piles up.
  const live = [...facility.unusedByExpiry.keys()].filter((at) => at > nowMs);
  const { expiresAt } = termOf(application, facility, nowMs);
  if (live.length >= maxExpiryInstants && !live.includes(expiresAt)) {
    return refuse('PROCESS_FAIL', 'Too many time zones for this facility; apply in one of them.');
  }
  return { facility, attachment };
}

function refuse(code: RefusalCode, detail: string): Grounds {
  return { refusal: new Refusal(code, detail) };
}

/**
 * Decides on a new application by the facility's own terms, at one instant. All or nothing.
 */
export function decide(
  application: Application,
  facility: Facility,
  attachment: Attachment,
  nowMs: number,
): Verdict {
  const amountMinor = amountApplied(application, facility);
  const failCode = firstFailure(application, facility, attachment, nowMs);
  if (failCode !== undefined) return { verdict: 'failed', failCode };
  const { headroomMinor } = loanQuotaAt(facility, nowMs);
  if (amountMinor > headroomMinor) return { verdict: 'failed', failCode: 'QUOTA_NOT_ENOUGH' };
  if (amountMinor > facility.terms.reviewThresholdMinor) {
    return { verdict: 'deferred', waitsFor: 'REVIEW' };
  }
  return { verdict: 'approved', ...termOf(application, facility, nowMs) };
}

/**
 * Decides anew on an application that has waited. Its amount is reserved, so that the headroom is
 * no longer a question; all else is as it is now.
 */
export function decideReserved(
  application: Application,
  facility: Facility,
  attachment: Attachment,
  nowMs: number,
): Verdict {
  const failCode = firstFailure(application, facility, attachment, nowMs);
  if (failCode !== undefined) return { verdict: 'failed', failCode };
  return { verdict: 'approved', ...termOf(application, facility, nowMs) };
}

/** Until when a grant that is approved now can be drawn on: the end of its due date in its zone. */
function termOf(application: Application, facility: Facility, nowMs: number) {
  const zone = zoneOf(application);
  const dueDate = addDays(dateIn(zone, nowMs), facility.terms.grantTermDays);
  return { dueDate, expiresAt: endOfDate(zone, dueDate) };
}

function firstFailure(
  application: Application,
  facility: Facility,
  attachment: Attachment,
  nowMs: number,
): FailCode | undefined {
  if (facility.status === 'CLOSED' || facility.contract !== 'SIGNED') return 'CONTRACT_NOT_SIGNED';
  if (loanQuotaAt(facility, nowMs).overdue) return 'LOAN_OVERDUE';
  if (!canBackGrant(attachment)) return 'ATTACHMENT_INVALID';
  return allEligible(application, facility, nowMs) ? undefined : 'INVOICE_NOT_ELIGIBLE';
}

function allEligible(application: Application, facility: Facility, nowMs: number): boolean {
  const today = dateIn(zoneOf(application), nowMs);
  const { maxInvoiceAgeDays, maxDaysToDue } = facility.terms;
  if (daysBetween(application.invoiceDate, today) > maxInvoiceAgeDays) return false;
  return application.invoiceInfoList.every(({ invoiceDueDate: due }) => {
    return due === undefined || (due >= today && daysBetween(today, due) <= maxDaysToDue);
  });
}

function zoneOf(application: Application): TimeZone {
  const zone = parseTimeZone(application.timeZone);
  // The schema has read it before; an application that is stored cannot name another.
  if (zone === undefined) throw new StoredDataFault('an application names no time zone');
  return zone;
}
