import { inquiryAvailableQuota, submitAttachment } from './account.ts';
import { applyCreditGrant, inquiryCreditGrant, queryCreditQuota } from './credit.ts';
import type { Endpoint } from './endpoint.ts';
import { queryBudgetAccountInfo } from './worldcard.ts';

/** Every partner API, one row each. A new endpoint is a row here and nothing in the stack. */
export const endpoints = [
  queryCreditQuota,
  applyCreditGrant,
  inquiryCreditGrant,
  submitAttachment,
  inquiryAvailableQuota,
  queryBudgetAccountInfo,
] as const satisfies readonly Endpoint[];

/** The function behind every other route and verb. */
export const unknownApi = {
  functionName: 'unknown-api',
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
} as const;
