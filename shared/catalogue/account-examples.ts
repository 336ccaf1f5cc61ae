import type * as account from './account.ts';
import type { Examples } from './example.ts';
import type * as worldcard from './worldcard.ts';

/** Examples of submitAttachment. */
export const submitAttachmentExamples: Examples<typeof account.submitAttachment> = {
  calls: [
    {
      summary: 'A small PDF, to back a grant.',
      request: {
        attachmentId: 'A-1',
        attachmentType: 'INVOICE',
        attachmentContent: 'JVBERi0xLjQKJSVFT0YK',
        fileName: 'invoice.pdf',
        bizOrderId: 'ORDER-1',
        bizType: 'CREDIT_GRANT_INVOICE',
      },
      answer: {
        attachmentInfo: { fileName: 'invoice.pdf', fileKey: 'ATT6122ADE1D827D4F66E90C3A2FA43A67F' },
      },
    },
  ],
  refusals: [
    { code: 'PARAM_ILLEGAL', message: 'attachmentContent: content is not a PDF' },
    { code: 'FILE_SIZE_TOO_LARGE' },
    { code: 'REPEAT_REQ_INCONSISTENT' },
  ],
};

/** Examples of inquiryAvailableQuota. */
export const inquiryAvailableQuotaExamples: Examples<typeof account.inquiryAvailableQuota> = {
  calls: [
    {
      summary: 'What a beneficiary has left for goods.',
      request: {
        quotaAccumulationMethod: 'BENEFICIARY',
        quotaAccumulationId: 'BEN_DEMO_0001',
        currency: 'USD',
        tradeType: 'GOODS',
      },
      answer: {
        quotaAccumulationMethod: 'BENEFICIARY',
        quotaAccumulationId: 'BEN_DEMO_0001',
        availableQuota: { currency: 'USD', value: '640000' },
        tradeType: 'GOODS',
      },
    },
    {
      summary: 'What a virtual account has left: 880,000 yen.',
      request: {
        quotaAccumulationMethod: 'VIRTUAL_ACCOUNT',
        quotaAccumulationId: 'VA_DEMO_0001',
        currency: 'JPY',
      },
      answer: {
        quotaAccumulationMethod: 'VIRTUAL_ACCOUNT',
        quotaAccumulationId: 'VA_DEMO_0001',
        availableQuota: { currency: 'JPY', value: '880000' },
      },
    },
  ],
  refusals: [
    { code: 'PARAM_ILLEGAL', message: 'tradeType: required with BENEFICIARY' },
    { code: 'ACCOUNT_NOT_EXIST' },
  ],
};

/** Examples of queryBudgetAccountInfo. */
export const queryBudgetAccountInfoExamples: Examples<typeof worldcard.queryBudgetAccountInfo> = {
  calls: [
    {
      summary: 'Nothing opened yet, and a contract to sign first.',
      request: {},
      answer: {
        availableAccountCount: 3,
        createdAccountCount: 0,
        budgetAccountList: [],
        contractStatus: 'NOT_SIGN',
        contractInfoList: [
          {
            contractName: 'Budget Account Agreement',
            contractUrl: 'https://contracts.example/budget-account-agreement',
          },
        ],
      },
    },
  ],
  refusals: [{ code: 'AUTHORIZATION_NOT_EXIST' }, { code: 'ACCESS_TOKEN_EXPIRED' }],
};
