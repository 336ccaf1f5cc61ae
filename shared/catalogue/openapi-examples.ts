import {
  inquiryAvailableQuotaExamples,
  queryBudgetAccountInfoExamples,
  submitAttachmentExamples,
} from './account-examples.ts';
import {
  applyCreditGrantExamples,
  inquiryCreditGrantExamples,
  queryCreditQuotaExamples,
} from './credit-examples.ts';
import type { ApiName } from './endpoint.ts';
import type { Examples } from './example.ts';

/** Examples by the name of the endpoint, in an order in which they can be sent. */
export const examples: Readonly<Record<ApiName, Examples>> = {
  queryCreditQuota: queryCreditQuotaExamples,
  submitAttachment: submitAttachmentExamples,
  applyCreditGrant: applyCreditGrantExamples,
  inquiryCreditGrant: inquiryCreditGrantExamples,
  inquiryAvailableQuota: inquiryAvailableQuotaExamples,
  queryBudgetAccountInfo: queryBudgetAccountInfoExamples,
};
