import type { RefusalCode } from '../domain/refusal.ts';

/** The three truths of an answer: done, definitely not, unknown. */
export type ResultStatus = 'S' | 'F' | 'U';

/** Every result code that an answer can carry. */
export type ResultCode =
  | 'SUCCESS'
  | 'UNKNOWN_EXCEPTION'
  | 'REQUEST_TRAFFIC_EXCEED_LIMIT'
  | RefusalCode;

/** The `result` member of every answer. The message is at most 256 characters. */
export interface Result {
  readonly resultStatus: ResultStatus;
  readonly resultCode: ResultCode;
  readonly resultMessage: string;
}

interface ResultRow {
  readonly status: ResultStatus;
  /** Said when the place that refused has nothing more exact to say. */
  readonly message: string;
}

/** What each code means: its truth and its default message, which says what to do next. */
export const results: Readonly<Record<ResultCode, ResultRow>> = {
  SUCCESS: { status: 'S', message: 'Success.' },
  UNKNOWN_EXCEPTION: {
    status: 'U',
    message: 'The outcome is unknown. Inquire, or send the same request again later.',
  },
  REQUEST_TRAFFIC_EXCEED_LIMIT: {
    status: 'U',
    message: 'Too many requests. Slow down, then send the same request again.',
  },
  PARAM_ILLEGAL: { status: 'F', message: 'A header or a field is missing or not valid.' },
  PROCESS_FAIL: {
    status: 'F',
    message: 'The request cannot be carried out, and repeating it will not help.',
  },
  OAUTH_FAIL: {
    status: 'F',
    message: 'The access token does not authorise this call. Obtain a new one for this customer.',
  },
  INVALID_API: { status: 'F', message: 'No such API. Check the path, letter by letter.' },
  INVALID_CLIENT: { status: 'F', message: 'The Client-Id is missing, unknown or not active.' },
  INVALID_SIGNATURE: {
    status: 'F',
    message: 'The signature does not verify. Check the key, the signed text and the clock.',
  },
  METHOD_NOT_SUPPORTED: { status: 'F', message: 'Use POST.' },
  USER_LOAN_STATUS_QUERY_FAILED: {
    status: 'F',
    message: 'No active customer with that Connected-CustomerId. Check the id.',
  },
  QUOTA_QUERY_FAILED: { status: 'F', message: 'The customer has no credit facility.' },
  REPEAT_REQ_INCONSISTENT: {
    status: 'F',
    message: 'This id came before with other content. Use a new id for new content.',
  },
  ORDER_NOT_EXIST: { status: 'F', message: 'No application with that referenceNo.' },
  FILE_SIZE_TOO_LARGE: { status: 'F', message: 'The file is larger than 4,500,000 bytes.' },
  CONTRACT_CHECK_FAIL: {
    status: 'F',
    message: 'Your FX contract is missing, suspended or expired. Have it checked.',
  },
  ACCOUNT_NOT_EXIST: {
    status: 'F',
    message: 'No such account for this accumulation method. Check method and id.',
  },
  SYSTEM_ERROR: {
    status: 'F',
    message: 'The stored data cannot be read. Do not retry; contact support.',
  },
  CONTRACT_NOT_EXIST: {
    status: 'F',
    message: 'Your budget-account API contract is missing, suspended or expired.',
  },
  USER_NOT_EXIST: { status: 'F', message: 'No active customer with that Connected-CustomerId.' },
  ACCESS_TOKEN_EXPIRED: { status: 'F', message: 'The access token has expired. Refresh it.' },
  AUTHORIZATION_NOT_EXIST: {
    status: 'F',
    message: 'No authorisation with that access token for this customer.',
  },
  SERVICE_NOT_ALLOWED: {
    status: 'F',
    message: 'This service is not open to you: check the subscription and the token scope.',
  },
};

/** Codes that any endpoint may give, whatever its own row lists. */
export const commonRefusals = [
  'PARAM_ILLEGAL',
  'INVALID_API',
  'INVALID_CLIENT',
  'INVALID_SIGNATURE',
  'METHOD_NOT_SUPPORTED',
] as const satisfies readonly RefusalCode[];

const maxMessageLength = 256;

/** Builds the `result` member, with the code's own message unless a more exact one is given. */
export function resultOf(code: ResultCode, message?: string): Result {
  const text = (message ?? results[code].message).slice(0, maxMessageLength);
  return {
    resultStatus: results[code].status,
    resultCode: code,
    // A cut through a surrogate pair would leave text that is not well-formed.
    resultMessage: text.toWellFormed(),
  };
}
