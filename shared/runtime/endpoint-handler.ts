import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Endpoint, RequestOf, ResponseOf } from '../catalogue/endpoint.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { AnswerBody } from './answer.ts';
import { type Call, callOf } from './call.ts';
import type { DepsSource } from './deps.ts';
import { readEnvelope } from './envelope.ts';
import { DeadlinePassed, type Exchange, exchangeOf, known } from './exchange.ts';
import type { GatewayResult } from './gateway-event.ts';
import { prime } from './prime.ts';
import { parseRequestBody } from './request-body.ts';
import { type SignedFunction, signAnswers } from './signing-middleware.ts';
import { chargeTraffic } from './traffic-limit.ts';
import { verifyRequest } from './verify-request.ts';

/** What an endpoint does with a request that is verified, parsed and within its allowance. */
export type Operation<E extends Endpoint> = (
  request: RequestOf<E>,
  call: Call,
) => Promise<ResponseOf<E>>;

/** A Lambda behind API Gateway. */
export interface GatewayHandler {
  (event: unknown, context: Context): Promise<GatewayResult>;
  /** Makes an instance ready while it starts; nothing depends on its having been called. */
  prime?: () => Promise<void>;
}

/**
 * Binds an operation to its row of the catalogue: signing outermost, then the client's rate, then
 * the body, then the operation. At the deadline the caller gets a signed `U`, the operation's
 * calls are aborted, and no commit is begun any more.
 */
export function endpointHandler<E extends Endpoint>(
  row: E,
  operation: Operation<E>,
  live: DepsSource,
): GatewayHandler {
  const chain = (from: DepsSource): GatewayHandler => chainOf(row, rehearsed, from);
  return Object.assign(chainOf(row, operation, live), { prime: () => prime(live, { row, chain }) });
}

/** A rehearsal is refused before there is anything to operate on. */
const rehearsed = (): Promise<never> => Promise.reject(new Error('a rehearsal was let through'));

function chainOf<E extends Endpoint>(row: E, operation: Operation<E>, live: DepsSource) {
  return middy<unknown>({
    timeoutEarlyInMillis: row.time.lambdaTimeoutSeconds * 1_000 - row.time.deadlineMs,
    timeoutEarlyResponse: () => {
      throw new DeadlinePassed();
    },
  })
    .use(signAnswers(signedFunctionOf(row), live))
    .use(chargeTraffic(live))
    .use(parseRequestBody(row))
    .handler((_event, context, { signal }) => {
      const exchange = known(exchangeOf(context), 'the exchange');
      return operation(requestOf<E>(exchange), callOf(row, exchange, live(), signal));
    });
}

function signedFunctionOf(row: Endpoint): SignedFunction {
  return {
    name: row.name,
    deadlineMs: row.time.deadlineMs,
    refusals: row.refusals,
    async admit(exchange, { keyRing, now }) {
      exchange.envelope = readEnvelope(exchange.request, row);
      const { envelope, request } = exchange;
      exchange.verified = await verifyRequest(keyRing, envelope, request, now(), (suspect) => {
        exchange.suspect = suspect;
      });
    },
    toMembers: (answer) => membersOf(row, answer),
    echoed: echoedReference,
  };
}

/** @throws {StoredDataFault} when the operation's answer is not what the catalogue promises */
function membersOf(row: Endpoint, answer: unknown): AnswerBody {
  const parsed = row.response.safeParse(answer);
  if (!parsed.success || typeof parsed.data !== 'object' || parsed.data === null) {
    const where = parsed.error?.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new StoredDataFault(`the answer of ${row.name} does not fit at ${where}`);
  }
  return { ...parsed.data };
}

function echoedReference({ parsed }: Exchange): AnswerBody {
  if (typeof parsed !== 'object' || parsed === null || !('referenceNo' in parsed)) return {};
  return { referenceNo: parsed.referenceNo };
}

/** What the row's own schema has parsed a moment ago. */
function requestOf<E extends Endpoint>(exchange: Exchange): RequestOf<E> {
  // biome-ignore lint/nursery/noUnsafeTypeAssertion: the chain carries any row's request as unknown
  return exchange.parsed as RequestOf<E>;
}
