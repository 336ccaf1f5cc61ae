import type { ApiFamily, Endpoint } from '../catalogue/endpoint.ts';
import { commonRefusals, type ResultCode, resultOf } from '../catalogue/results.ts';
import { Refusal, type RefusalCode, StoredDataFault } from '../domain/refusal.ts';
import { isTrafficFault } from './exchange.ts';

/** The members of an answer's body. */
export type AnswerBody = Readonly<Record<string, unknown>>;

/** An answer before it is written and signed. */
export interface Answer {
  readonly resultCode: ResultCode;
  readonly body: AnswerBody;
  /** What went wrong on our side, for the log. */
  readonly fault?: unknown;
}

/** The endpoint, as far as the wording of an error needs it. */
export type ErrorRow = Pick<Endpoint, 'refusals'> & { readonly family?: ApiFamily };

/**
 * Turns whatever was thrown into an answer, in one place: a refusal that the endpoint may give is
 * F with its code, too much at once is U, and so is everything else; nobody knows what a fault
 * has left undone. Where the contract lists SYSTEM_ERROR, stored data that cannot be read is that.
 */
export function answerOfError(error: unknown, row: ErrorRow, echoed: AnswerBody): Answer {
  if (error instanceof Refusal && mayRefuse(row, error.code)) {
    // All signature failures look alike, also the one that shows only after the body was read.
    const ids = error.code === 'INVALID_SIGNATURE' ? {} : echoed;
    return answerWith(error.code, ids, error.detail);
  }
  if (isTrafficFault(error)) {
    return { ...answerWith('REQUEST_TRAFFIC_EXCEED_LIMIT', echoed), fault: error };
  }
  if (error instanceof StoredDataFault && row.refusals.includes('SYSTEM_ERROR')) {
    return { ...answerWith('SYSTEM_ERROR', echoed), fault: error };
  }
  return { ...answerWith('UNKNOWN_EXCEPTION', echoed), fault: error };
}

/** The answer of a success: the result, unless it is bare, and the endpoint's own members. */
export function answerOfSuccess(members: AnswerBody, isBare = false): Answer {
  const body = isBare ? members : { result: resultOf('SUCCESS'), ...members };
  return { resultCode: 'SUCCESS', body };
}

function answerWith(code: ResultCode, echoed: AnswerBody, message?: string): Answer {
  return { resultCode: code, body: { result: resultOf(code, message), ...echoed } };
}

function mayRefuse(row: ErrorRow, code: RefusalCode): boolean {
  const common: readonly RefusalCode[] = commonRefusals;
  return common.includes(code) || row.refusals.includes(code);
}
