import { signMessage } from '../signing/sign.ts';
import type { SignedMessage } from '../signing/string-to-sign.ts';
import type { HttpHeader } from './http-post.ts';
import type { PartnerSetup } from './partner-setup.ts';

/** For whom a call is made, and how long it is waited for. */
export interface CallOptions extends CallFor {
  /** When no answer becomes `U`, for this call; the client's own unless given. */
  readonly timeoutMs?: number | undefined;
  /** Gives up on the answer when it aborts: `U`, as with any other answer that does not come. */
  readonly signal?: AbortSignal | undefined;
}

/** For whom a call is made. Neither member is inside the signed text. */
export interface CallFor {
  /** The customer that the partner acts for; its own account when absent. */
  readonly customerId?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** A request ready to be sent. */
export interface SignedRequest {
  readonly url: URL;
  readonly headers: readonly HttpHeader[];
  /** What the signature covers; its body is the one to send. */
  readonly signed: SignedMessage;
}

/** Signs a body, as of now, for a path at the provider's root. */
export function signRequest(
  setup: PartnerSetup,
  path: string,
  body: Uint8Array,
  { customerId, accessToken }: CallFor,
): SignedRequest {
  const url = new URL(path, setup.origin);
  // Milliseconds: equal content for two customers in one second must not sign alike.
  const time = new Date(setup.now()).toISOString();
  const signed = { method: 'POST', path, clientId: setup.clientId, time, body };
  const headers: HttpHeader[] = [
    ['Host', url.host],
    ['Content-Type', 'application/json; charset=UTF-8'],
    ['Content-Length', String(body.length)],
    ['Client-Id', setup.clientId],
    ['Request-Time', time],
    ['Signature', signMessage(signed, setup.signingKey)],
  ];
  if (customerId !== undefined) headers.push(['Connected-CustomerId', customerId]);
  if (accessToken !== undefined) headers.push(['Access-Token', accessToken]);
  return { url, headers, signed };
}
