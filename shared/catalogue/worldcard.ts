import * as z from 'zod/mini';
import { budgetAccountStatuses } from '../domain/budget-account.ts';
import { defineEndpoint } from './endpoint.ts';
import { fieldRules, presentWith } from './field-rules.ts';
import { identifier, text } from './fields.ts';

const count = z.int().check(z.minimum(0));

/** A customer's budget accounts, how many more it may open, and its contract. */
export const queryBudgetAccountInfo = defineEndpoint({
  name: 'queryBudgetAccountInfo',
  functionName: 'query-budget-account-info',
  path: '/amsin/api/v1/business/worldcard/queryBudgetAccountInfo',
  purpose: 'List the budget accounts and their contract.',
  family: 'worldcard',
  request: z.strictObject({}),
  response: z
    .strictObject({
      availableAccountCount: count,
      createdAccountCount: count,
      budgetAccountList: z.array(
        z.strictObject({
          budgetAccountId: identifier,
          budgetAccountName: text(50),
          status: z.enum(budgetAccountStatuses),
          createdAt: z.string(),
        }),
      ),
      contractStatus: z.enum(['NOT_SIGN', 'SIGNED']),
      contractInfoList: z.optional(
        z.array(z.strictObject({ contractName: z.string(), contractUrl: z.string() })),
      ),
    })
    .register(fieldRules, presentWith('contractStatus', 'NOT_SIGN', ['contractInfoList'])),
  emptyBodyAllowed: true,
  bodyLimitBytes: 128 * 1_024,
  refusals: [
    'SYSTEM_ERROR',
    'CONTRACT_NOT_EXIST',
    'USER_NOT_EXIST',
    'ACCESS_TOKEN_EXPIRED',
    'AUTHORIZATION_NOT_EXIST',
    'SERVICE_NOT_ALLOWED',
  ],
  accessRefusals: {
    customerUnknown: 'USER_NOT_EXIST',
    tokenUnknown: 'AUTHORIZATION_NOT_EXIST',
    tokenExpired: 'ACCESS_TOKEN_EXPIRED',
    tokenScope: 'SERVICE_NOT_ALLOWED',
    notSubscribed: 'SERVICE_NOT_ALLOWED',
    contractInvalid: 'CONTRACT_NOT_EXIST',
  },
  idempotency: { kind: 'query' },
  table: { reads: true, writes: false },
  bucket: 'none',
  retryQueue: 'none',
  decisionService: 'none',
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
});
