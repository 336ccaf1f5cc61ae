import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { afterInquiryWaits, inquiryWaitMinutes } from '../../shared/catalogue/inquiry-schedule.ts';
import type { ResultCode } from '../../shared/catalogue/results.ts';

/** What a code tells its caller, and what to do next. */
export interface Advice {
  readonly means: string;
  readonly next: string;
}

const correctAndSend =
  'Put right what the message names, then send it anew. This call changed nothing.';
const newToken =
  'Have the customer authorise you again, and send the same request with the new token.';
const askProvider = 'Ask the provider. Repeating the call will not help.';

/** By code: total, so that a code without advice does not compile. */
export const advice: Readonly<Record<ResultCode, Advice>> = {
  SUCCESS: {
    means: 'The call succeeded.',
    next: 'Read the body. A business refusal can still be inside: creditGrantStatus FAILED.',
  },
  UNKNOWN_EXCEPTION: {
    means: 'Nobody knows yet whether the call was carried out.',
    next: 'Send the very same request again: same id, same content. What became of an application, inquiryCreditGrant tells, on the schedule. Never conclude that it failed.',
  },
  REQUEST_TRAFFIC_EXCEED_LIMIT: {
    means: 'You call faster than your rate allows, or there is too much at once.',
    next: 'Slow down, then send the very same request again: same id, same content.',
  },
  PARAM_ILLEGAL: {
    means: 'A header or a field is missing or not valid; the message names it.',
    next: correctAndSend,
  },
  PROCESS_FAIL: {
    means:
      'The request is understood and cannot be carried out: an unknown payee, a closed facility, an API that you are not subscribed to.',
    next: 'Read the message. Repeating the same request will not help.',
  },
  OAUTH_FAIL: {
    means: 'The access token is missing, unknown, expired, or not for this customer or service.',
    next: newToken,
  },
  INVALID_API: {
    means: 'There is no API at this path. Paths are exact: no prefix, no slash at the end.',
    next: 'Compare the path letter by letter with the documentation.',
  },
  INVALID_CLIENT: {
    means: 'The Client-Id is missing, malformed, unknown or not active.',
    next: 'Compare it with the one you were given. A new client is known everywhere within half a minute.',
  },
  INVALID_SIGNATURE: {
    means:
      'The signature does not verify, or its time is too far from now. All such failures look alike on purpose.',
    next: 'Compare the bytes you sign with those shown here; check the key, the clock (300 s behind, 60 s ahead) and that nothing rewrites the body after signing.',
  },
  METHOD_NOT_SUPPORTED: { means: 'Every API is POST.', next: 'Send it as POST, and sign POST.' },
  USER_LOAN_STATUS_QUERY_FAILED: {
    means: 'There is no active customer with this Connected-CustomerId among yours.',
    next: 'Check the id of the customer.',
  },
  QUOTA_QUERY_FAILED: {
    means: 'The customer has no credit facility.',
    next: 'Nothing can be drawn until the provider opens one.',
  },
  REPEAT_REQ_INCONSISTENT: {
    means:
      'This referenceNo or attachmentId came before with other content. The first call stands.',
    next: 'For new content use a new id. To learn what became of the first, inquire with it.',
  },
  ORDER_NOT_EXIST: {
    means: 'No application with this referenceNo was accepted for this customer.',
    next: 'If your application was never answered, send it again with the same id: it cannot be granted twice.',
  },
  FILE_SIZE_TOO_LARGE: {
    means: 'The file is larger than 4,500,000 bytes.',
    next: 'Make it smaller, or submit it in several files.',
  },
  CONTRACT_CHECK_FAIL: {
    means: 'Your own contract for the FX APIs is missing, suspended or expired.',
    next: askProvider,
  },
  ACCOUNT_NOT_EXIST: {
    means: 'There is no such account for this way of accumulating quota.',
    next: 'Check quotaAccumulationMethod together with quotaAccumulationId, and the customer.',
  },
  SYSTEM_ERROR: {
    means: 'What is stored for this customer cannot be read.',
    next: 'Do not repeat it; tell the provider.',
  },
  CONTRACT_NOT_EXIST: {
    means: 'Your own contract for the budget-account APIs is missing, suspended or expired.',
    next: askProvider,
  },
  USER_NOT_EXIST: {
    means: 'There is no active customer with this Connected-CustomerId among yours.',
    next: 'Check the id of the customer.',
  },
  ACCESS_TOKEN_EXPIRED: { means: 'The access token has expired.', next: newToken },
  AUTHORIZATION_NOT_EXIST: {
    means: 'The access token is missing, unknown, revoked, or of another customer or client.',
    next: newToken,
  },
  SERVICE_NOT_ALLOWED: {
    means: 'You are not subscribed to this service, or the token does not cover it.',
    next: 'Have the subscription checked, or the customer authorise this service.',
  },
};

/** The three truths of an answer, and what each obliges the caller to. */
export const truths = {
  S: {
    name: 'done',
    means: 'The call succeeded.',
    next: 'Read the body. A business refusal can still be inside: creditGrantStatus FAILED.',
  },
  F: {
    name: 'definitely not',
    means: 'This call changed nothing and never will.',
    next: 'Read the code, put it right, send it anew. It says nothing of an earlier call with the same reference that was not answered: inquire for that one.',
  },
  U: {
    name: 'unknown',
    means:
      'Nobody knows yet whether the call was carried out. No answer at all, and an answer that does not verify, are U too.',
    next: 'Send the very same request again; of an application, inquire on the schedule. Never treat it as a failure.',
  },
} as const;

const scheduled = `${afterInquiryWaits}, then ask support`;
const queryAgain = `Call it again with the same content, at most ${inquiryWaitMinutes.length} times, ${scheduled}: it changes nothing.`;

/** What to do after a `U`, or no answer that is the provider's, by API. */
export const afterUnknown: Readonly<Record<ApiName, string>> = {
  queryCreditQuota: queryAgain,
  applyCreditGrant: `Inquire with the same referenceNo ${scheduled}; or send the very same request again, it cannot be granted twice. Never conclude that it failed.`,
  inquiryCreditGrant: `Inquire again ${scheduled}. Never conclude that the application failed.`,
  submitAttachment:
    'Send the very same request again, same attachmentId and same bytes: it gives the same fileKey.',
  inquiryAvailableQuota: queryAgain,
  queryBudgetAccountInfo: 'Call it again with the same content: it changes nothing.',
};

/** Whether a `U` of this API is asked about on the published schedule: all but two simply repeat. */
export function isScheduled(api: ApiName): boolean {
  return api !== 'submitAttachment' && api !== 'queryBudgetAccountInfo';
}
