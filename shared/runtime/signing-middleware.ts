import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import { resultOf } from '../catalogue/results.ts';
import { formatResponseTime } from '../signing/request-time.ts';
import { type SigningKey, signMessage } from '../signing/sign.ts';
import {
  type Answer,
  type AnswerBody,
  answerOfError,
  answerOfSuccess,
  type ErrorRow,
} from './answer.ts';
import { byDeadline } from './by-deadline.ts';
import type { Deps, DepsSource } from './deps.ts';
import { echoedClientId } from './envelope.ts';
import { beginExchange, DeadlinePassed, type Exchange, exchangeOf, known } from './exchange.ts';
import { forExplorer } from './explorer-access.ts';
import { type GatewayResult, readGatewayEvent } from './gateway-event.ts';
import { writeLogLine } from './log-writer.ts';
import { describeExchange, describeFault, logSafely } from './request-log.ts';

/** What the signing middleware is told of the function that it wraps. */
export interface SignedFunction extends ErrorRow {
  readonly name: string;
  readonly deadlineMs: number;
  /** Of a document that caches may keep: then it is addressed to nobody, whoever asks first. */
  readonly cacheControl?: string;
  /** A success is the members alone, without a `result`. */
  readonly isBare?: boolean;
  /** Checks the form of a request and verifies it, or refuses it. */
  admit(exchange: Exchange, deps: Deps): Promise<void>;
  /** Holds an operation's answer to the endpoint's schema. */
  toMembers(answer: unknown): AnswerBody;
  /** Ids that an error answer gives back, as far as they are known. */
  echoed(exchange: Exchange): AnswerBody;
}

// The Lambda is not cut off while the answer is being signed and sent.
const lambdaMarginMs = 1_000;
const contentType = 'application/json; charset=UTF-8';

/**
 * The outermost middleware. Before: loads the key that the answer will be signed with, then
 * verifies the request. After, and on every error: writes the answer and signs the bytes sent.
 * Nothing that is thrown anywhere in the chain leaves unsigned. The sole unsigned answer is that
 * of an instance that never could load the server key, and it has begun nothing.
 *
 * @see the wire contract, sections 3 and 4
 */
export function signAnswers(signed: SignedFunction, live: DepsSource): MiddlewareObj {
  return {
    before: async function verifySignatureBefore({ event, context }) {
      const deps = live();
      const exchange = openExchange(event, context, signed, deps.now());
      // Middy's own early timeout covers the handler alone, and the keys are looked up before it.
      const within = <Value>(step: Promise<Value>): Promise<Value> =>
        byDeadline(step, exchange.deadlineAt - deps.now(), () => new DeadlinePassed());
      exchange.signingKey = await within(deps.keyRing.serverKey());
      await within(signed.admit(exchange, deps));
    },
    after: function signAnswerAfter(request) {
      const members = signed.toMembers(request.response);
      const answer = answerOfSuccess(members, signed.isBare);
      const exchange = known(exchangeOf(request.context), 'the exchange');
      request.response = write(exchange, answer, signed, live());
    },
    onError: function signErrorOnError(request) {
      // Nothing is set when even the dependencies could not be made.
      const exchange = exchangeOf(request.context);
      if (exchange?.signingKey === undefined) {
        writeLogLine({
          level: 'error',
          message: 'answered unsigned',
          api: signed.name,
          fault: describeFault(request.error),
          counts: { Requests: 1, Unknown: 1, AnsweredUnsigned: 1 },
        });
        request.response = unsignedUnknown();
        return;
      }
      const answer = answerOfError(request.error, signed, signed.echoed(exchange));
      request.response = write(exchange, answer, signed, live());
    },
  };
}

function openExchange(
  event: unknown,
  context: Context,
  { deadlineMs }: SignedFunction,
  startedAt: number,
): Exchange {
  const remainingMs = context.getRemainingTimeInMillis() - lambdaMarginMs;
  return beginExchange(context, {
    request: readGatewayEvent(event),
    startedAt,
    deadlineAt: startedAt + Math.min(deadlineMs, remainingMs),
  });
}

function write(
  exchange: Exchange,
  answer: Answer,
  { name, cacheControl }: SignedFunction,
  { now, log, config }: Deps,
): GatewayResult {
  const endedAt = now();
  const { signingKey, request } = exchange;
  if (signingKey === undefined) return unsignedUnknown();
  // An answer to HEAD has no body, and is signed over none.
  const body = request.method === 'HEAD' ? '' : JSON.stringify(answer.body);
  const addressee = cacheControl === undefined ? echoedClientId(request) : '';
  const signedAnswer = signedResult(exchange, addressee, body, endedAt, signingKey);
  const cached = withCaching(signedAnswer, answer, cacheControl);
  const result = forExplorer(cached, request, config);
  logSafely(() => log(describeExchange(exchange, name, answer.resultCode, endedAt, answer.fault)));
  return result;
}

function signedResult(
  { request }: Exchange,
  clientId: string,
  body: string,
  endedAt: number,
  signingKey: SigningKey,
): GatewayResult {
  const time = formatResponseTime(endedAt);
  const { method, path } = request;
  const message = { method, path, clientId, time, body: Buffer.from(body) };
  return {
    statusCode: 200,
    headers: {
      'client-id': clientId,
      'response-time': time,
      signature: signMessage(message, signingKey),
      'content-type': contentType,
    },
    body,
  };
}

function withCaching(
  result: GatewayResult,
  { resultCode }: Answer,
  cacheControl: string | undefined,
): GatewayResult {
  if (cacheControl === undefined) return result;
  const value = resultCode === 'SUCCESS' ? cacheControl : 'no-store';
  return { ...result, headers: { ...result.headers, 'cache-control': value } };
}

function unsignedUnknown(): GatewayResult {
  const body = JSON.stringify({ result: resultOf('UNKNOWN_EXCEPTION') });
  return { statusCode: 503, headers: { 'content-type': contentType }, body };
}
