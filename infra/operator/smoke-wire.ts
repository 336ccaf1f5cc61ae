import { type KeyObject, sign } from 'node:crypto';
import { type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** A header as it travels, its name in the letter case that is sent. */
export type Header = readonly [name: string, value: string];

/** Who sends, and where to. Its private key is only ever here. */
export interface WirePartner {
  readonly baseUrl: URL;
  readonly clientId: string;
  readonly privateKey: KeyObject;
}

/** How a client writes what the protocol leaves open; what is absent is as documented. */
export interface Spelling {
  /** `Request-Time` of an instant in epoch milliseconds. */
  readonly time?: (ms: number) => string;
  /** The value of the signature header, of the signature's base64. */
  readonly signature?: (base64: string) => string;
  readonly contentTypes?: readonly string[];
  readonly more?: readonly Header[];
  /** What becomes of all headers before they leave. */
  readonly headers?: (headers: readonly Header[]) => readonly Header[];
  /** The whole address in the request line, not the path alone. */
  readonly absoluteTarget?: true;
}

/** A request before it is signed. */
export interface WireRequest {
  readonly path: string;
  readonly method?: string;
  readonly body?: string;
  /** What is sent after the path, and not signed. */
  readonly query?: string;
  readonly clientId?: string;
  readonly privateKey?: KeyObject;
  /** What is signed instead of the body. */
  readonly signedBody?: string;
  /** The client id of the answer, where it is not the request's. */
  readonly echoed?: string;
  readonly spelling?: Spelling;
}

/** What came back, unverified, and what it has to be the answer to. */
export interface WireAnswer {
  readonly method: string;
  readonly path: string;
  /** Whom it must be addressed to. */
  readonly clientId: string;
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

const timeoutMs = 30_000;

/** An instant as the protocol's documents write it. */
export function documentedTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** The signature header as the protocol's documents write it. */
export function documentedSignature(base64: string): string {
  return `algorithm=RSA256, keyVersion=1, signature=${encodeURIComponent(base64)}`;
}

/**
 * Signs and sends a request, with nothing but Node's own means: whatever the provider's code does
 * wrong on both sides, this does not do with it.
 *
 * @throws when there is no whole answer in time
 */
export async function sendOverWire(
  partner: WirePartner,
  request: WireRequest,
  nowMs: number,
): Promise<WireAnswer> {
  const { path, method = 'POST', body = '', query = '', spelling = {} } = request;
  const { clientId = partner.clientId, privateKey = partner.privateKey } = request;
  const { time: timeOf = documentedTime, signature: headerOf = documentedSignature } = spelling;
  const time = timeOf(nowMs);
  const text = `${method} ${path}\n${clientId}.${time}.${request.signedBody ?? body}`;
  const base64 = sign('sha256', Buffer.from(text), privateKey).toString('base64');
  const { contentTypes = ['application/json; charset=UTF-8'], more = [] } = spelling;
  const headers: readonly Header[] = [
    ['Host', partner.baseUrl.host],
    ...contentTypes.map((value): Header => ['Content-Type', value]),
    ['Content-Length', `${Buffer.byteLength(body)}`],
    ['Client-Id', clientId],
    ['Request-Time', time],
    ['Signature', headerOf(base64)],
    ...more,
  ];
  const target = `${spelling.absoluteTarget ? partner.baseUrl.origin : ''}${path}${query}`;
  const sent = spelling.headers?.(headers) ?? headers;
  const received = await exchange(partner.baseUrl, method, target, sent, body);
  const { statusCode: status = 0, rawHeaders } = received.message;
  const answered = { headers: pairs(rawHeaders), status, body: received.body };
  return { method, path, clientId: request.echoed ?? clientId, ...answered };
}

function exchange(
  { protocol, hostname, port }: URL,
  method: string,
  path: string,
  headers: readonly Header[],
  body: string,
): Promise<{ readonly message: IncomingMessage; readonly body: Buffer }> {
  const start = protocol === 'https:' ? requestOverHttps : requestOverHttp;
  // No resolver need know names below `localhost`: RFC 6761, 6.3. An emulator's API has one.
  const host = hostname.endsWith('.localhost') ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, '');
  const line = { host, port, path, method, ...(host === hostname && { servername: hostname }) };
  const signal = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve, reject) => {
    const outgoing = start({ ...line, headers: headers.flat(), signal }, (message) => {
      buffer(message).then((bytes) => resolve({ message, body: bytes }), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function pairs(flat: readonly string[]): Header[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}
