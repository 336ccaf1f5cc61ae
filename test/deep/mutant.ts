import { isUtf8 } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { Choices } from './choices.ts';

/** A request that its partner has signed: the only signatures there are in a run. */
export interface SignedRequest {
  readonly api: ApiName;
  readonly path: string;
  readonly clientId: string;
  readonly time: string;
  readonly body: Buffer;
  /** The version of the key that signed it. */
  readonly keyVersion: number;
  readonly privateKey: KeyObject;
  readonly signature: Buffer;
  /** The `Signature` header as it was sent. */
  readonly header: string;
}

/** What reaches the gateway: a request that was signed, or what somebody has made of it. */
export interface Mutant {
  /** The function that it is handed to, whatever the path. */
  readonly api: ApiName;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: { readonly text: string; readonly isBase64Encoded: boolean };
}

export type Header = readonly [name: string, value: string];

/** One way to change a request. */
export type Mutation = (of: SignedRequest, sent: Mutant, choose: Choices) => Mutant;

/** Ways to change a part of a request, by what they do. */
export type Mutations = Readonly<Record<string, Mutation>>;

/** The request as its partner sends it. */
export function asSent(request: SignedRequest, isBase64Encoded: boolean): Mutant {
  return {
    api: request.api,
    method: 'POST',
    path: request.path,
    query: '',
    headers: [
      ['content-type', 'application/json; charset=UTF-8'],
      ['client-id', request.clientId],
      ['request-time', request.time],
      ['signature', request.header],
    ],
    body:
      isBase64Encoded || !isUtf8(request.body)
        ? withBytes(request.body)
        : { text: request.body.toString(), isBase64Encoded },
  };
}

/** A body of bytes, in base64 as the gateway hands over what may be no text. */
export function withBytes(bytes: Buffer): Mutant['body'] {
  return { text: bytes.toString('base64'), isBase64Encoded: true };
}

/** The mutant with another value of a header that it has. */
export function withHeader(sent: Mutant, name: string, value: string): Mutant {
  const headers = sent.headers.map(
    (header): Header => (header[0] === name ? [name, value] : header),
  );
  return { ...sent, headers };
}

/** The mutant with one header more, behind the others or before them. */
export function withMore(sent: Mutant, more: Header, first = false): Mutant {
  return { ...sent, headers: first ? [more, ...sent.headers] : [...sent.headers, more] };
}

/** The mutant without a header. */
export function without(sent: Mutant, name: string): Mutant {
  return { ...sent, headers: sent.headers.filter((header) => header[0] !== name) };
}

/** The gateway event, payload format 2.0. */
export function eventOf(mutant: Mutant): Record<string, unknown> {
  const { method, path, query, headers, body } = mutant;
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(headers),
    body: body.text,
    isBase64Encoded: body.isBase64Encoded,
    requestContext: { requestId: 'request-1', http: { method } },
  };
}

/** The header that names a key version, or none, before a value. */
export function headerOf(keyVersion: number | string | undefined, value: string): string {
  const named = keyVersion === undefined ? '' : ` keyVersion=${keyVersion},`;
  return `algorithm=RSA256,${named} signature=${value}`;
}

/** A header's value as every official SDK writes it. */
export function percentEncoded(signature: Uint8Array): string {
  return encodeURIComponent(Buffer.from(signature).toString('base64'));
}
