import type * as credit from './credit.ts';
import type { Examples } from './example.ts';

const productCode = 'AMAZON_VC_FACTORING_LOAN';
const referenceNo = 'R-1';
const creditGrantNo = 'CG12DD84168832632F4FDED34409D9BCAB';
const attachmentFile = {
  fileName: 'invoice.pdf',
  fileKey: 'ATT6122ADE1D827D4F66E90C3A2FA43A67F',
};
const usd = (value: string) => ({ currency: 'USD', value });

/** Examples of queryCreditQuota. */
export const queryCreditQuotaExamples: Examples<typeof credit.queryCreditQuota> = {
  calls: [
    {
      summary: 'A facility that nothing was drawn on.',
      request: { productCode },
      answer: {
        productCode,
        capLimitTotalAmount: usd('100000000'),
        grantTotalAmount: usd('0'),
        unpaidTotalAmount: usd('0'),
        availableTotalAmount: usd('0'),
        productStatus: 'NORMAL',
      },
    },
  ],
  refusals: [
    { code: 'PARAM_ILLEGAL', message: `productCode: expected ${productCode}` },
    { code: 'USER_LOAN_STATUS_QUERY_FAILED' },
  ],
};

/** Examples of applyCreditGrant. */
export const applyCreditGrantExamples: Examples<typeof credit.applyCreditGrant> = {
  calls: [
    {
      summary: 'One invoice, accepted at once.',
      request: {
        referenceNo,
        payeeCode: 'PAYEE_DEMO_0001',
        vcCode: 'VC_DEMO_0001',
        invoiceDate: '20261120',
        timeZone: 'Europe/Berlin',
        attachmentFile,
        invoiceInfoList: [{ invoiceNo: 'INV-1', invoiceAmount: usd('10000') }],
        vendorName: 'Example Trading GmbH',
        marketRegion: 'DE',
        businessMode: 'PO',
      },
      answer: { referenceNo, creditGrantNo, creditGrantStatus: 'ACCEPTED' },
    },
    {
      summary: 'More than the headroom: the call succeeds, the application fails.',
      request: {
        referenceNo: 'R-2',
        payeeCode: 'PAYEE_DEMO_0001',
        vcCode: 'VC_DEMO_0001',
        invoiceDate: '20261120',
        timeZone: 'UTC+01:00',
        attachmentFile,
        invoiceInfoList: [
          { invoiceNo: 'INV-2', invoiceAmount: usd('99990001') },
          { invoiceNo: 'INV-3', invoiceAmount: { currency: 'USD', value: 1 }, poNo: 'PO-3' },
        ],
      },
      answer: {
        referenceNo: 'R-2',
        creditGrantNo: 'CG4297EC9CF9F99CA27F9639D11132E038',
        creditGrantStatus: 'FAILED',
        failCode: 'QUOTA_NOT_ENOUGH',
        failMessage: 'The amount applied for is more than the headroom of the facility.',
      },
    },
  ],
  refusals: [
    {
      code: 'PARAM_ILLEGAL',
      message:
        "invoiceInfoList[0].invoiceAmount.value: expected digits of at least 1, at most 16, in the currency's minor unit",
    },
    { code: 'REPEAT_REQ_INCONSISTENT', echoed: { referenceNo } },
    { code: 'UNKNOWN_EXCEPTION', echoed: { referenceNo } },
  ],
};

/** Examples of inquiryCreditGrant. */
export const inquiryCreditGrantExamples: Examples<typeof credit.inquiryCreditGrant> = {
  calls: [
    {
      summary: 'A grant that can be drawn on.',
      request: { referenceNo },
      answer: {
        referenceNo,
        creditGrantNo,
        creditGrantStatus: 'SUCCESS',
        creditGrantAmount: '10000',
        creditGrantCurrency: 'USD',
        annualPercentageRate: '0.05',
        dueDate: '20270219',
      },
    },
  ],
  refusals: [{ code: 'ORDER_NOT_EXIST', echoed: { referenceNo: 'R-0' } }],
};
