import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';

/** The most that an HTTP API takes; what is beyond it cannot matter, since it is refused anyway. */
const maxBodyBytes = 10 * 1_024 * 1_024;

/** An event as API Gateway makes it: payload format 2.0, the part that functions look at. */
export interface GatewayEvent {
  readonly version: '2.0';
  readonly routeKey: string;
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded: boolean;
  readonly requestContext: {
    readonly requestId: string;
    readonly stage: '$default';
    readonly timeEpoch: number;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
  };
}

/** Splits a request target into path and query; the absolute form loses its authority. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const origin = target.replace(/^https?:\/\/[^/?]*/i, '');
  const [path = '', ...query] = origin.split('?');
  return { path: path === '' ? '/' : path, query: query.join('?') };
}

/** Builds the event of a request, with repeated headers joined by commas as a gateway does. */
export function toGatewayEvent(
  request: IncomingMessage,
  body: Buffer,
  routeKey: string,
  requestId: string,
): GatewayEvent {
  const { path, query } = splitTarget(request.url ?? '/');
  const headers = joinedHeaders(request.rawHeaders);
  const text = isUtf8(body);
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers,
    ...(body.length > 0 && { body: body.toString(text ? 'utf8' : 'base64') }),
    isBase64Encoded: !text,
    requestContext: {
      requestId,
      stage: '$default',
      timeEpoch: Date.now(),
      http: {
        method: request.method ?? '',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
    },
  };
}

function joinedHeaders(raw: readonly string[]): Record<string, string> {
  const joined: Record<string, string> = Object.create(null);
  for (let i = 0; i < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    const value = raw[i + 1] ?? '';
    joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  }
  return joined;
}

/** Reads a body whole, up to what a gateway would take. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    const room = maxBodyBytes - length;
    if (room <= 0) continue;
    const kept = Buffer.from(chunk).subarray(0, room);
    chunks.push(kept);
    length += kept.length;
  }
  return Buffer.concat(chunks, length);
}
