import type { Draft, TokenKind } from './order-draft.ts';
import type { Fault } from './order-faults.ts';
import type { Api } from './provider.ts';

type Outcomes = Readonly<Partial<Record<Api, string>>> & { readonly others: string };

const illegal: Outcomes = { others: 'F PARAM_ILLEGAL' };
const customerUnknown: Outcomes = {
  others: 'F PROCESS_FAIL',
  queryCreditQuota: 'F USER_LOAN_STATUS_QUERY_FAILED',
  inquiryAvailableQuota: 'F ACCOUNT_NOT_EXIST',
  queryBudgetAccountInfo: 'F USER_NOT_EXIST',
};
const tokenUnknown: Outcomes = {
  others: 'F OAUTH_FAIL',
  submitAttachment: 'F PROCESS_FAIL',
  queryBudgetAccountInfo: 'F AUTHORIZATION_NOT_EXIST',
};
const notSubscribed: Outcomes = {
  others: 'F PROCESS_FAIL',
  inquiryAvailableQuota: 'F CONTRACT_CHECK_FAIL',
  queryBudgetAccountInfo: 'F SERVICE_NOT_ALLOWED',
};

function found(
  step: number,
  outcomes: Outcomes,
  spoils: string,
  name: string,
  spoil: (draft: Draft) => void,
  more: Partial<Fault> = {},
): Fault {
  const outcome = (api: Api): string => outcomes[api] ?? outcomes.others;
  return { name, step, spoils: [spoils], spoil, outcome, ...more };
}

const grammar =
  'Connected-CustomerId: expected 1 to 64 printable ASCII characters without blanks, # or commas, once';

function named(step: number, outcomes: Outcomes, customer: string): Fault {
  return found(step, outcomes, 'customer', `customer ${customer}`, (draft) => {
    draft.customer = customer;
  });
}

function tokened(kind: TokenKind | undefined, step: number, outcomes: Outcomes): Fault {
  return found(step, outcomes, 'token', `token ${kind ?? 'missing'}`, (draft) => {
    draft.token = kind;
  });
}

function changed(only: Api, code: string, name: string, changes: Draft['body']): Fault {
  const spoil = (draft: Draft): void => {
    draft.body = { ...draft.body, ...changes };
  };
  const spoils = ['business', 'reference'];
  return found(10, { others: code }, 'business', name, spoil, { only: [only], spoils });
}

function served(only: Api, code: string, customer: string): Fault {
  const spoil = (draft: Draft): void => {
    draft.customer = customer;
  };
  return found(10, { others: code }, 'customer', `nothing of ${customer}`, spoil, { only: [only] });
}

/** What is wrong with whom a request is for, and with what it asks: steps 8 to 10. */
export const tenantFaults: readonly Fault[] = [
  {
    ...named(8.1, illegal, 'CUSTOMER GOOD'),
    message: grammar,
  },
  found(
    8.1,
    illegal,
    'customer',
    'two customers',
    ({ headers }) => {
      headers['Connected-CustomerId'] = ['CUSTOMER_GOOD', 'CUSTOMER_GOOD'];
    },
    { message: grammar },
  ),
  found(
    8.1,
    illegal,
    'account',
    'another customer by the alias',
    ({ headers }) => {
      headers['Connected-AccountId'] = 'CUSTOMER_OTHER';
    },
    { message: 'Connected-CustomerId and Connected-AccountId: expected the same customer' },
  ),
  found(
    8.1,
    illegal,
    'customer',
    'no customer where one is required',
    (draft) => {
      draft.flags.add('BOUND');
      draft.customer = undefined;
    },
    { message: 'Connected-CustomerId: required', spoils: ['customer', 'account'] },
  ),
  named(8.2, customerUnknown, 'CUSTOMER_NOBODY'),
  named(8.2, customerUnknown, 'CUSTOMER_SUSPENDED'),
  named(8.2, customerUnknown, 'CUSTOMER_FOREIGN'),
  tokened(undefined, 8.3, tokenUnknown),
  tokened('UNKNOWN', 8.3, tokenUnknown),
  tokened('REVOKED', 8.3, tokenUnknown),
  tokened('EXPIRED', 8.3, { ...tokenUnknown, queryBudgetAccountInfo: 'F ACCESS_TOKEN_EXPIRED' }),
  tokened('SCOPELESS', 8.4, { ...tokenUnknown, queryBudgetAccountInfo: 'F SERVICE_NOT_ALLOWED' }),
  found(9.1, notSubscribed, 'subscription', 'no subscription', ({ flags }) => {
    flags.add('UNSUBSCRIBED');
  }),
  found(
    9.2,
    { others: 'F CONTRACT_NOT_EXIST', inquiryAvailableQuota: 'F CONTRACT_CHECK_FAIL' },
    'contract',
    'no API contract',
    ({ flags }) => {
      flags.add('UNCONTRACTED');
    },
    { only: ['inquiryAvailableQuota', 'queryBudgetAccountInfo'] },
  ),
  served('queryCreditQuota', 'F QUOTA_QUERY_FAILED', 'CUSTOMER_BARE'),
  served('queryBudgetAccountInfo', 'F SYSTEM_ERROR', 'CUSTOMER_BROKEN'),
  changed('applyCreditGrant', 'F PROCESS_FAIL', 'an unknown payee', {
    referenceNo: 'REF_REFUSED',
    payeeCode: 'PAYEE_NOBODY',
  }),
  {
    ...changed('applyCreditGrant', 'F PARAM_ILLEGAL', 'an unknown file', {
      referenceNo: 'REF_REFUSED',
      attachmentFile: { fileName: 'invoice.pdf', fileKey: 'ATT0' },
    }),
    message: 'attachmentFile.fileKey: expected a submitted file',
  },
  changed('applyCreditGrant', 'F REPEAT_REQ_INCONSISTENT', 'other content', { vendorName: 'V' }),
  changed('inquiryCreditGrant', 'F ORDER_NOT_EXIST', 'an unknown reference', { referenceNo: 'R' }),
  changed('submitAttachment', 'F REPEAT_REQ_INCONSISTENT', 'an id that is taken', {
    attachmentId: 'TAKEN',
  }),
  changed('inquiryAvailableQuota', 'F ACCOUNT_NOT_EXIST', 'an unknown account', {
    quotaAccumulationId: 'NOBODY',
  }),
];
