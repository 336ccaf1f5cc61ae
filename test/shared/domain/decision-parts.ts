import type { Attachment } from '../../../shared/domain/attachment.ts';
import type { Application } from '../../../shared/domain/decision.ts';
import type { Facility, FacilityTerms } from '../../../shared/domain/facility.ts';

// 2026-11-21T02:30:00Z
export const now = 1_795_228_200_000;

/** 1,000 of headroom, of which 80 % of an invoice is advanced. */
export function facility(
  changes: Partial<Facility> = {},
  terms: Partial<FacilityTerms> = {},
): Facility {
  return {
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    currency: 'USD',
    status: 'ACTIVE',
    contract: 'SIGNED',
    creditLimitMinor: 1_000n,
    grantedMinor: 0n,
    reservedMinor: 0n,
    outstandingMinor: 0n,
    headroomMinor: 1_000n,
    unusedByExpiry: new Map(),
    unpaidByDue: new Map(),
    payeeCodes: ['PAYEE_1', 'PAYEE_2'],
    vcCodes: ['VC_1'],
    terms: {
      advanceRateBasisPoints: 8_000n,
      maxInvoiceAgeDays: 90,
      maxDaysToDue: 180,
      reviewThresholdMinor: 2_000n,
      grantTermDays: 30,
      annualPercentageRate: '0.05',
      ...terms,
    },
    epoch: 1n,
    overdueNoted: false,
    ...changes,
  };
}

export const attachment: Attachment = {
  attachmentId: 'A1',
  fileKey: 'KEY',
  fileName: 'invoice.pdf',
  bizType: 'CREDIT_GRANT_INVOICE',
  bizOrderId: 'O1',
  contentHash: 'h',
  sizeBytes: 1,
  status: 'ACTIVE',
};

/** An application on one invoice of 1,000, dated today. */
export function application(changes: Partial<Application> = {}): Application {
  return {
    referenceNo: 'REF_1',
    payeeCode: 'PAYEE_2',
    vcCode: 'VC_1',
    invoiceDate: '20261121',
    timeZone: 'UTC',
    attachmentFile: { fileKey: 'KEY' },
    invoiceInfoList: [invoice('1000')],
    ...changes,
  };
}

export function invoice(value: string, invoiceDueDate?: string) {
  return { invoiceNo: 'I', invoiceAmount: { currency: 'USD', value }, invoiceDueDate };
}
