import type { Context } from 'aws-lambda';
import { formatResponseTime } from '../signing/request-time.ts';
import { type SigningKey, signMessage } from '../signing/sign.ts';
import type { GatewayResult } from './gateway-event.ts';

/** How a function answers an event. */
export type Handler = (event: unknown, context: Context) => Promise<GatewayResult>;

/** Within the grammar of client ids; should there be such a partner, its signature is another. */
const clientId = 'REHEARSAL';
const body = '{}';
const refused = /"resultCode":"INVALID_(?:CLIENT|SIGNATURE)"/;
const done = (): void => undefined;

/** No invocation of Lambda's: it has time enough, and nothing else is asked of it. */
const invocation: Context = {
  functionName: clientId,
  functionVersion: '',
  invokedFunctionArn: '',
  memoryLimitInMB: '',
  awsRequestId: clientId,
  logGroupName: '',
  logStreamName: '',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => 5_000,
  done,
  fail: done,
  succeed: done,
};

/**
 * Has a request of nobody refused, from the event to the signed answer: what is compiled when first
 * used is then compiled while the instance starts.
 *
 * @throws when the answer is not signed, or is not the refusal that nobody gets
 */
export async function rehearse(
  handler: Handler,
  path: string,
  key: SigningKey,
  now: number,
): Promise<void> {
  const time = formatResponseTime(now);
  const message = { method: 'POST', path, clientId, time, body: Buffer.from(body) };
  const event = {
    rawPath: path,
    rawQueryString: '',
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'client-id': clientId,
      'request-time': time,
      signature: signMessage(message, key),
    },
    body,
    isBase64Encoded: false,
    requestContext: { requestId: clientId, http: { method: 'POST' } },
  };
  const answer = await handler(event, invocation);
  if (answer.statusCode !== 200) throw new Error('the rehearsal was answered unsigned');
  if (!refused.test(answer.body)) throw new Error('the rehearsal was not refused');
}
