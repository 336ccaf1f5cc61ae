import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import { bytesOf } from './bytes.ts';
import { rowOf, type Session } from './session.ts';

/** A request as programs are written to send it. */
export interface SnippetRequest {
  readonly api: ApiName;
  readonly baseUrl: string;
  readonly path: string;
  readonly clientId: string;
  readonly keyVersion: number;
  readonly customerId: string;
  readonly accessToken: string;
  /** The body, unless it is too long to stand in a program. */
  readonly body: string | undefined;
  /** The private key's file; a key never stands in a program. */
  readonly keyFile: string;
}

/** Beyond this, a program reads its body from `body.json`. */
const maxBodyBytes = 6_000;

/** The request that the page shows, for a program to send. */
export function snippetRequest(session: Session, api: ApiName): SnippetRequest {
  const text = session.body(api).value;
  const { clientId, ...caller } = session.caller.value;
  return {
    api,
    ...caller,
    clientId: clientId === '' ? 'YOUR_CLIENT_ID' : clientId,
    baseUrl: session.shownBaseUrl,
    path: rowOf(api).path,
    body: bytesOf(text).length > maxBodyBytes ? undefined : text,
    keyFile: session.keyFile,
  };
}

/** The headers for a customer, where the request is for one. */
export function customerHeaders(request: SnippetRequest): readonly (readonly [string, string])[] {
  const { customerId, accessToken } = request;
  const headers = [
    ['Connected-CustomerId', customerId],
    ['Access-Token', accessToken],
  ] as const;
  return headers.filter(([, value]) => value !== '');
}

/** A text in double quotes, as JSON and most languages write one. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
