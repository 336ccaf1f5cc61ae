import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { toBase64 } from './bytes.ts';
import type { Demo } from './demo-document.ts';
import { pretty } from './json-edit.ts';
import { samplePdf } from './sample-pdf.ts';

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** An id that was not used before: two calls of a reader must not take each other's place. */
export function freshId(prefix: string): string {
  const letters = crypto.getRandomValues(new Uint8Array(6));
  return `${prefix}-${Array.from(letters, (byte) => alphabet[byte % alphabet.length]).join('')}`;
}

/** Today in UTC, `YYYYMMDD`. */
export function today(nowMs = Date.now()): string {
  return new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '');
}

/** A body to begin from, which works as it stands where there is a demo partner. */
export function exampleBody(api: ApiName, demo: Demo | undefined): string {
  return pretty(exampleOf(api, demo));
}

function exampleOf(api: ApiName, demo: Demo | undefined): object {
  switch (api) {
    case 'queryCreditQuota':
      return { productCode: 'AMAZON_VC_FACTORING_LOAN' };
    case 'applyCreditGrant':
      return applicationOf(demo, freshId('R'), 'fileKey-from-submitAttachment');
    case 'inquiryCreditGrant':
      return { referenceNo: 'R-1' };
    case 'submitAttachment':
      return attachmentOf(demo, 'invoice.pdf', toBase64(samplePdf('Invoice INV-1')));
    case 'inquiryAvailableQuota':
      return quotaQuestion(demo);
    case 'queryBudgetAccountInfo':
      return {};
  }
}

/** An application on one invoice of 100.00 USD. */
export function applicationOf(demo: Demo | undefined, referenceNo: string, fileKey: string) {
  return {
    referenceNo,
    payeeCode: demo?.payeeCode ?? 'your-payee-code',
    vcCode: demo?.vcCode ?? 'your-virtual-account',
    // An old invoice would not be eligible.
    invoiceDate: today(),
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [
      { invoiceNo: freshId('INV'), invoiceAmount: { currency: 'USD', value: '10000' } },
    ],
  };
}

/** A submission of a file that can back a grant. */
export function attachmentOf(demo: Demo | undefined, fileName: string, attachmentContent: string) {
  return {
    attachmentId: freshId('A'),
    attachmentType: demo?.attachmentType ?? 'INVOICE',
    attachmentContent,
    fileName,
    bizOrderId: freshId('O'),
    bizType: 'CREDIT_GRANT_INVOICE',
  };
}

function quotaQuestion(demo: Demo | undefined): object {
  const [quota] = demo?.fxQuotas ?? [];
  return {
    quotaAccumulationMethod: quota?.method ?? 'USER_ID',
    quotaAccumulationId: quota?.id ?? 'your-account-id',
    currency: quota?.currency ?? 'USD',
    ...(quota?.tradeType !== undefined && { tradeType: quota.tradeType }),
  };
}
