import type { SignedMessage } from '../signing/string-to-sign.ts';
import type { HttpAnswer } from './http-post.ts';
import {
  isJsonObject,
  type JsonObject,
  type PartnerAnswer,
  unknownOutcome,
} from './partner-answer.ts';
import type { ServerKeyLookup } from './partner-keys.ts';
import {
  type UnverifiedReason,
  unverifiedReasons,
  type Verification,
  verifyAnswer,
} from './verify-answer.ts';

/** An answer as read, and how its verification went. */
export interface AnswerReading extends Verification {
  readonly answer: PartnerAnswer;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Verifies an answer, then reads its result. The HTTP status decides nothing: it is not signed.
 * How old the answer may be is not judged: the contract sets no bound.
 */
export function readAnswer(
  received: HttpAnswer,
  request: SignedMessage,
  serverKey: ServerKeyLookup,
): AnswerReading {
  const verification = verifyAnswer(received, request, serverKey);
  const reject = (why: UnverifiedReason): AnswerReading => ({
    ...verification,
    failedBecause: why,
    answer: {
      kind: 'unverified',
      why,
      message: unverifiedReasons[why],
      status: received.status,
      bodyText: received.body.toString('utf8'),
    },
  });
  if (verification.failedBecause !== undefined) return reject(verification.failedBecause);
  const body = jsonObjectOf(received.body);
  if (body === undefined) {
    const answer = unknownOutcome('notUnderstood', 'The signed answer is not a JSON object.');
    return { ...verification, answer };
  }
  if (echoesOtherRequest(body, request.body)) return reject('other-request');
  return { ...verification, answer: answerOf(body) };
}

function answerOf(body: JsonObject): PartnerAnswer {
  const { result } = body;
  const { resultStatus, resultCode, resultMessage } = isJsonObject(result) ? result : {};
  if (typeof resultCode === 'string' && typeof resultMessage === 'string') {
    const said = { code: resultCode, message: resultMessage, body };
    if (resultStatus === 'S') return { kind: 'S', body };
    if (resultStatus === 'F' || resultStatus === 'U') return { kind: resultStatus, ...said };
  }
  return unknownOutcome('notUnderstood', 'The signed answer has no result of S, F or U.', body);
}

/**
 * Whether an answer repeats a text member of the request with another value. A signature binds an
 * answer to a path and a client, not to a request: of two answers that were swapped, or of one
 * that is replayed, only the echoed ids tell.
 */
function echoesOtherRequest(answer: JsonObject, requestBody: Uint8Array): boolean {
  const request = jsonObjectOf(requestBody);
  if (request === undefined) return false;
  return Object.entries(request).some(([name, sent]) => {
    const echoed = Object.hasOwn(answer, name) ? answer[name] : undefined;
    return typeof sent === 'string' && typeof echoed === 'string' && echoed !== sent;
  });
}

function jsonObjectOf(bytes: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
