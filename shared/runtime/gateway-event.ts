import * as z from 'zod/mini';
import { decodeBase64 } from './base64.ts';

/**
 * A token of HTTP, RFC 9110, or nothing. The method goes into the text that an answer is signed
 * over: one with a line break in it would let its sender choose what else the signature covers.
 */
const methodGrammar = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{0,64}$/;

/** What API Gateway hands a function: payload format 2.0, as far as we read it. */
const gatewayEvent = z.object({
  rawPath: z.string(),
  rawQueryString: z.optional(z.string()),
  headers: z.optional(z.record(z.string(), z.optional(z.string()))),
  body: z.optional(z.nullable(z.string())),
  isBase64Encoded: z.optional(z.boolean()),
  requestContext: z.object({
    requestId: z.optional(z.string()),
    http: z.object({ method: z.string().check(z.regex(methodGrammar)) }),
  }),
});

/** What a function hands back to API Gateway. */
export interface GatewayResult {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as it was received, nothing interpreted. */
export interface ReceivedRequest {
  readonly requestId: string;
  readonly method: string;
  /** As received: no authority, no query, nothing decoded by us. */
  readonly path: string;
  readonly queryString: string;
  /** By lower-case name; repeated headers are joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body's bytes, or undefined when the event's base64 is not canonical. */
  readonly body: Buffer | undefined;
}

const emptyRequest: ReceivedRequest = {
  requestId: '',
  method: '',
  path: '',
  queryString: '',
  headers: {},
  body: Buffer.alloc(0),
};

/** Reads an event. One that is no gateway event at all reads as a request for nothing. */
export function readGatewayEvent(event: unknown): ReceivedRequest {
  const parsed = gatewayEvent.safeParse(event);
  if (!parsed.success) return emptyRequest;
  const { rawPath, rawQueryString, headers, requestContext, ...rest } = parsed.data;
  return {
    requestId: requestContext.requestId ?? '',
    method: requestContext.http.method,
    path: asSent(rawPath),
    queryString: rawQueryString ?? '',
    headers: lowerCaseNames(headers ?? {}),
    body: bodyBytes(rest.body ?? '', rest.isBase64Encoded ?? false),
  };
}

const visibleAscii = /^[!-~]*$/;

/**
 * The path as it can be in a request line. An HTTP API delivers it decoded, and a line break that
 * got into a signed text would let its sender choose what else the signature covers.
 */
function asSent(rawPath: string): string {
  if (visibleAscii.test(rawPath)) return rawPath;
  return rawPath.toWellFormed().replaceAll(/[^!-~]/gu, (letter) => encodeURIComponent(letter));
}

function lowerCaseNames(
  headers: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const lower: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    const key = name.toLowerCase();
    // Only a hand-made event has one name in two letter cases; it is a repeat like any other.
    lower[key] = lower[key] === undefined ? value : `${lower[key]},${value}`;
  }
  return lower;
}

function bodyBytes(body: string, isBase64Encoded: boolean): Buffer | undefined {
  return isBase64Encoded ? decodeBase64(body) : Buffer.from(body, 'utf8');
}
