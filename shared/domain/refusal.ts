/**
 * Every definitive no of the protocol, in its own spelling. A closed union: a code without a row
 * in the catalogue's `results` does not compile.
 */
export type RefusalCode =
  | 'PARAM_ILLEGAL'
  | 'PROCESS_FAIL'
  | 'OAUTH_FAIL'
  | 'INVALID_API'
  | 'INVALID_CLIENT'
  | 'INVALID_SIGNATURE'
  | 'METHOD_NOT_SUPPORTED'
  | 'USER_LOAN_STATUS_QUERY_FAILED'
  | 'QUOTA_QUERY_FAILED'
  | 'REPEAT_REQ_INCONSISTENT'
  | 'ORDER_NOT_EXIST'
  | 'FILE_SIZE_TOO_LARGE'
  | 'CONTRACT_CHECK_FAIL'
  | 'ACCOUNT_NOT_EXIST'
  | 'SYSTEM_ERROR'
  | 'CONTRACT_NOT_EXIST'
  | 'USER_NOT_EXIST'
  | 'ACCESS_TOKEN_EXPIRED'
  | 'AUTHORIZATION_NOT_EXIST'
  | 'SERVICE_NOT_ALLOWED';

/**
 * A definitive no, answered `F`: this call changed nothing and never will. Whatever may yet
 * commit, a timeout or a conflict, is a fault and never a refusal.
 */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What the caller can fix, in words fit for a partner; the code's own message when absent. */
  readonly detail: string | undefined;

  constructor(code: RefusalCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** Too much at once, answered `U` REQUEST_TRAFFIC_EXCEED_LIMIT: the same call may do later. */
export class TrafficExceeded extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrafficExceeded';
  }
}

/**
 * Stored data that contradicts itself or does not parse. Repeating the call cannot help; a person
 * must look. Answered `U`, but where the contract gives it a code of its own (SYSTEM_ERROR).
 */
export class StoredDataFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoredDataFault';
  }
}
