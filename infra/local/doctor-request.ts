import * as z from 'zod/mini';
import type { HttpHeader } from '../../shared/client/http-post.ts';
import { type ReceivedRequest, readGatewayEvent } from '../../shared/runtime/gateway-event.ts';
import { splitTarget } from './gateway-request.ts';

const header = z.tuple([z.string(), z.string()]);

/** A request in a file, or a line of the laptop's log of requests, which has more members. */
export const requestFile = z.looseObject({
  method: z.string(),
  target: z.string(),
  headers: z.array(header),
  bodyBase64: z.string(),
  receivedAtMs: z.optional(z.number()),
  /** As the laptop's log tells it: ISO 8601. */
  at: z.optional(z.string()),
});

/** A request as it came, byte for byte: what the doctor looks at. */
export interface DoctorRequest {
  readonly method: string;
  /** The request target as it was sent, query and all. */
  readonly target: string;
  /** In the order and the letter case that they came in. */
  readonly headers: readonly HttpHeader[];
  readonly bodyBase64: string;
  /** Epoch milliseconds; undefined when nobody has noted it. */
  readonly receivedAtMs?: number | undefined;
}

/** What is in a file is no request that could be read. */
export class RequestUnreadable extends Error {
  override readonly name = 'RequestUnreadable';
}

/**
 * Reads a request: JSON with method, target, headers, bodyBase64 and receivedAtMs; or the bytes of
 * an HTTP request as they travel, line ends of the head in either form.
 *
 * @throws {RequestUnreadable}
 */
export function readDoctorRequest(bytes: Buffer): DoctorRequest {
  return /^\s*\{/.test(bytes.toString('latin1', 0, 64)) ? ofJson(bytes.toString()) : ofHttp(bytes);
}

function ofJson(text: string): DoctorRequest {
  const parsed = requestFile.safeParse(jsonOf(text));
  if (!parsed.success) {
    const at = parsed.error.issues.map(({ path }) => path.join('.') || 'its root').join(', ');
    throw new RequestUnreadable(`the JSON is not as expected at ${at}`);
  }
  const { method, target, headers, bodyBase64, receivedAtMs, at } = parsed.data;
  const noted = receivedAtMs ?? (at === undefined ? undefined : Date.parse(at));
  return {
    method,
    target,
    headers,
    bodyBase64,
    ...(noted !== undefined && { receivedAtMs: noted }),
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RequestUnreadable('begins as JSON, and is none');
  }
}

function ofHttp(bytes: Buffer): DoctorRequest {
  // Latin-1 keeps a byte a letter, so that places in the text are places in the bytes.
  const text = bytes.toString('latin1');
  const head =
    /^([A-Za-z]+) ((?:\/|https?:)[^\s]*)(?: HTTP\/[\d.]+)?\r?\n((?:[^\r\n:]+:[^\r\n]*\r?\n)*)(?:\r?\n|$)/.exec(
      text,
    );
  const [all = '', method = '', target = '', lines = ''] = head ?? [];
  if (head === null) {
    throw new RequestUnreadable('expected `POST /path HTTP/1.1`, headers, an empty line, the body');
  }
  const headers = lines
    .split(/\r?\n/)
    .filter((line) => line !== '')
    .map((line): HttpHeader => {
      const [name = '', ...value] = line.split(':');
      return [name, value.join(':').trim()];
    });
  const body = bytes.subarray(all.length);
  const sized = headers.find(([name]) => name.toLowerCase() === 'content-length')?.[1];
  // An editor that ends the file with a line feed has not made the body longer.
  const length = sized !== undefined && /^\d+$/.test(sized) ? Number(sized) : body.length;
  return { method, target, headers, bodyBase64: body.subarray(0, length).toString('base64') };
}

/** The request as functions see it: headers joined, the target split. */
export function asReceived({
  method,
  target,
  headers,
  bodyBase64,
}: DoctorRequest): ReceivedRequest {
  const { path, query } = splitTarget(target);
  const joined: Record<string, string> = Object.create(null);
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    joined[key] = joined[key] === undefined ? value : `${joined[key]},${value}`;
  }
  return readGatewayEvent({
    rawPath: path,
    rawQueryString: query,
    headers: joined,
    body: Buffer.from(bodyBase64, 'base64').toString('base64'),
    isBase64Encoded: true,
    requestContext: { http: { method } },
  });
}
