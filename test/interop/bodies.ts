import { attachmentBody, invoice } from '../builders.ts';
import type { Api } from '../http/provider.ts';
import { known } from '../http/rows.ts';

type Body = Readonly<Record<string, unknown>>;

/** Every endpoint, in an order in which each finds what it needs from those before. */
export const apis: readonly Api[] = [
  'submitAttachment',
  'applyCreditGrant',
  'inquiryCreditGrant',
  'queryCreditQuota',
  'inquiryAvailableQuota',
  'queryBudgetAccountInfo',
];

/** A name that tells whether text beyond ASCII, and what some write as escapes, comes through. */
export const vendorName = 'Zoë <&> 中';

/** An application on one invoice of 100.00, named for its reference. */
export function application(referenceNo: string, fileKey: string): Body {
  return {
    ...known,
    referenceNo,
    vendorName,
    invoiceDate: '20260101',
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [invoice({ invoiceNo: `INV-${referenceNo}` })],
  };
}

/** A request to each that is as it should be. */
export function bodyOf(api: Api, fileKey: string): Body {
  const bodies: Readonly<Record<Api, Body>> = {
    submitAttachment: attachmentBody(),
    applyCreditGrant: application('AT_ONCE', fileKey),
    inquiryCreditGrant: { referenceNo: 'AT_ONCE' },
    queryCreditQuota: { productCode: 'AMAZON_VC_FACTORING_LOAN' },
    inquiryAvailableQuota: {
      quotaAccumulationMethod: 'USER_ID',
      quotaAccumulationId: 'USER_1',
      currency: 'USD',
    },
    queryBudgetAccountInfo: {},
  };
  return bodies[api];
}
