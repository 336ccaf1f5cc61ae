import type { GatewayHandler } from '../../../shared/runtime/endpoint-handler.ts';
import type { Item } from '../../../shared/store/table.ts';
import { answerOf } from './answer.ts';
import { signedHeaders, verifyRequest } from './signatures.ts';

interface Event {
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One function and nothing around it: no middleware, log, rate, deadline or unusual input. */
export function bareQuery(facility: Item | undefined): GatewayHandler {
  return async (event) => {
    const { rawPath: path, headers, body } = event as Event;
    const clientId = headers['client-id'] ?? '';
    const time = headers['request-time'] ?? '';
    verifyRequest({ path, clientId, time, body }, headers['signature'] ?? '');
    const answer = answerOf(body, facility);
    return { statusCode: 200, headers: signedHeaders(path, clientId, answer), body: answer };
  };
}
