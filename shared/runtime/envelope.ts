import type { Endpoint } from '../catalogue/endpoint.ts';
import { clientIdGrammar } from '../catalogue/header-grammar.ts';
import { Refusal } from '../domain/refusal.ts';
import { parseRequestTime } from '../signing/request-time.ts';
import { parseSignatureHeader, type SignatureHeader } from '../signing/signature-header.ts';
import type { ReceivedRequest } from './gateway-event.ts';

/** The headers and the body of a request whose form is right; nothing is verified yet. */
export interface Envelope {
  readonly clientId: string;
  /** `Request-Time` verbatim, and the instant that it names in epoch milliseconds. */
  readonly time: string;
  readonly timeMs: number;
  readonly signature: SignatureHeader;
  readonly body: Buffer;
}

const headerNameGrammar = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
const maxHeaderLength = 8_192;
const parameterGrammar = /^[ \t]*([!#$%&'*+.^_`|~0-9a-z-]+)=("?)([^" \t]*)\2[ \t]*$/i;

/** The client id that an answer echoes: the offered one if it fits the grammar, else empty. */
export function echoedClientId(request: ReceivedRequest): string {
  const offered = request.headers['client-id'] ?? '';
  return clientIdGrammar.test(offered) ? offered : '';
}

/**
 * Checks route, method, size, content type, content encoding, query string and the grammar of the
 * three headers that every request has, in the order of the contract.
 *
 * @throws {Refusal} INVALID_API, METHOD_NOT_SUPPORTED, PARAM_ILLEGAL, INVALID_CLIENT or
 * INVALID_SIGNATURE
 * @see the wire contract, section 4, order of checks, 1 to 3
 */
export function readEnvelope(
  request: ReceivedRequest,
  endpoint: Pick<Endpoint, 'path' | 'bodyLimitBytes'>,
): Envelope {
  if (request.path !== endpoint.path) throw new Refusal('INVALID_API');
  if (request.method !== 'POST') throw new Refusal('METHOD_NOT_SUPPORTED');
  const body = readBody(request, endpoint.bodyLimitBytes);
  checkHeaders(request);
  const time = request.headers['request-time'] ?? '';
  const timeMs = parseRequestTime(time);
  if (timeMs === undefined) {
    throw new Refusal('PARAM_ILLEGAL', 'Request-Time: expected ISO 8601 with offset, once');
  }
  const clientId = request.headers['client-id'] ?? '';
  if (!clientIdGrammar.test(clientId)) throw new Refusal('INVALID_CLIENT');
  const signature = parseSignatureHeader(request.headers['signature'] ?? '');
  if (signature === undefined) throw new Refusal('INVALID_SIGNATURE');
  return { clientId, time, timeMs, signature, body };
}

function readBody({ body }: ReceivedRequest, limitBytes: number): Buffer {
  if (body === undefined) throw new Refusal('PARAM_ILLEGAL', 'body: not canonical base64');
  if (body.length > limitBytes) {
    throw new Refusal('PARAM_ILLEGAL', `body: expected at most ${limitBytes} bytes`);
  }
  return body;
}

function checkHeaders({ headers, queryString }: ReceivedRequest): void {
  for (const [name, value = ''] of Object.entries(headers)) {
    if (value.length > maxHeaderLength) {
      // Only an event that no HTTP request made has a name that cannot be shown.
      const shown = headerNameGrammar.test(name) ? name : 'a header';
      throw new Refusal(
        'PARAM_ILLEGAL',
        `${shown}: expected at most ${maxHeaderLength} characters`,
      );
    }
  }
  if (!isJson(headers['content-type'] ?? '')) {
    const expected = 'expected application/json; charset=UTF-8';
    throw new Refusal('PARAM_ILLEGAL', `Content-Type: ${expected}`);
  }
  const encoding = headers['content-encoding'] ?? '';
  if (encoding !== '' && encoding.toLowerCase() !== 'identity') {
    throw new Refusal('PARAM_ILLEGAL', 'Content-Encoding: expected none');
  }
  if (queryString !== '') throw new Refusal('PARAM_ILLEGAL', 'query string: expected none');
}

/** What nearly every client sends; all else is read letter by letter. */
const usualContentTypes: ReadonlySet<string> = new Set([
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
  'application/json; charset=utf-8',
  'application/json',
]);

/** One SDK sends the header twice with the same value, which a gateway joins by a comma. */
function isJson(contentType: string): boolean {
  if (usualContentTypes.has(contentType)) return true;
  const values = contentType.split(',').map((value) => value.trim().toLowerCase());
  if (new Set(values).size !== 1) return false;
  const [mediaType, ...parameters] = (values[0] ?? '').split(';');
  if (mediaType?.trim() !== 'application/json') return false;
  const names = new Set<string>();
  for (const parameter of parameters) {
    const match = parameterGrammar.exec(parameter);
    const name = match?.[1];
    if (name === undefined || names.has(name)) return false;
    if (name === 'charset' && match?.[3] !== 'utf-8') return false;
    names.add(name);
  }
  return true;
}
