import { applicationBody, invoice } from '../builders.ts';
import type { Dice } from './dice.ts';
import { type Member, terms } from './enrolment.ts';
import type { Application } from './journal.ts';

// With three invoices of the most, still below what a person reviews.
const mostOfAnInvoice = 40_000;
const toBeReviewed = 200_000;
const wholeRate = 10_000n;

/** What an application may be bent to. */
export interface Bend {
  readonly waitsForReview?: boolean;
  /** An invoice that backs a grant already. */
  readonly financedInvoiceNo?: string;
  readonly isForUnknownPayee?: boolean;
}

/** Draws up an application on one to three invoices, and enters it into the partner's books. */
export function newApplication(
  { journal, files }: Member,
  referenceNo: string,
  dice: Dice,
  bend: Bend = {},
): Application {
  const { financedInvoiceNo, isForUnknownPayee = false, waitsForReview = false } = bend;
  const attachment = dice.oneOf(files);
  if (attachment === undefined) throw new Error('there is no attachment yet');
  const values = Array.from({ length: dice.between(1, 3) }, () =>
    waitsForReview ? toBeReviewed : dice.between(2, mostOfAnInvoice),
  );
  const invoiceNo = financedInvoiceNo ?? `INV-${referenceNo}`;
  const invoiceInfoList = values.map((value, at) =>
    invoice({
      invoiceNo: at === 0 ? invoiceNo : `${invoiceNo}-${at}`,
      invoiceAmount: { currency: 'USD', value: `${value}` },
    }),
  );
  const payeeCode = isForUnknownPayee ? 'PAYEE_NOBODY' : terms.payeeCode;
  const { fileName, fileKey } = attachment;
  const body = applicationBody({ ...terms, payeeCode }, fileKey, {
    referenceNo,
    invoiceInfoList,
    attachmentFile: { fileName, fileKey },
  });
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  return journal.open({
    referenceNo,
    invoiceNo,
    body: JSON.stringify(body),
    amountMinor: (sum * terms.advanceRateBasisPoints) / wholeRate,
    waitsForReview,
    mustFail: financedInvoiceNo !== undefined,
    expected: isForUnknownPayee ? 'F PROCESS_FAIL' : 'S SUCCESS',
  });
}

/** Sends an application, perhaps again. @returns whether it was answered with `S` or `F` */
export async function apply({ partner, journal }: Member, application: Application) {
  const told = await partner.call('applyCreditGrant', application.body, application.expected);
  if (told === undefined || told.kind === 'U') return false;
  journal.applied(application, told);
  return true;
}

/** Inquires. @returns whether it was answered with `S` or `F` */
export async function inquire(
  { partner, journal }: Pick<Member, 'partner' | 'journal'>,
  application: Application,
  isQuiet = false,
): Promise<boolean> {
  const body = JSON.stringify({ referenceNo: application.referenceNo });
  const told = await partner.call('inquiryCreditGrant', body, 'S SUCCESS|F ORDER_NOT_EXIST');
  if (told === undefined || told.kind === 'U') return false;
  journal.inquired(application, told, isQuiet);
  return true;
}
