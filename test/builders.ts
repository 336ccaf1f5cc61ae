import type { TestProvider } from './http/provider.ts';

/** A date some days from now in UTC, `YYYYMMDD`. */
export function day(offset: number, from = Date.now()): string {
  return new Date(from + offset * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '');
}

/** A small PDF that passes every check; `mark` makes its content different. */
export function pdf(mark = ''): Buffer {
  return Buffer.from(`%PDF-1.4\n% ${mark}\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n`);
}

/** A submission of an attachment that can back a grant. */
export function attachmentBody(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    attachmentId: 'ATTACHMENT_1',
    attachmentType: 'INVOICE',
    attachmentContent: pdf().toString('base64'),
    fileName: 'invoice.pdf',
    bizOrderId: 'ORDER_1',
    bizType: 'CREDIT_GRANT_INVOICE',
    ...changes,
  };
}

/** An application on one invoice of 100.00 that is approved at once, for the demo partner. */
export function applicationBody(
  connection: Pick<TestProvider['connection'], 'payeeCode' | 'vcCode'>,
  fileKey: string,
  changes: Readonly<Record<string, unknown>> = {},
) {
  const referenceNo = String(changes['referenceNo'] ?? 'REF_1');
  return {
    referenceNo,
    payeeCode: connection.payeeCode,
    vcCode: connection.vcCode,
    invoiceDate: day(-2),
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [invoice({ invoiceNo: `INV-${referenceNo}` })],
    ...changes,
  };
}

/** One invoice of 100.00 USD, due in 60 days. */
export function invoice(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    invoiceNo: 'INV-1',
    invoiceAmount: { currency: 'USD', value: '10000' },
    invoiceDueDate: day(60),
    ...changes,
  };
}
