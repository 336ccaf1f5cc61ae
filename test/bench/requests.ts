import type { KeyObject } from 'node:crypto';
import { type EventChanges, signedEvent } from '../signed-event.ts';

/** A signed request, as an event and as the parts that a bare verify of it needs. */
export interface BenchRequest {
  readonly event: Readonly<Record<string, unknown>>;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly text: Buffer;
  readonly signature: Buffer;
}

/** Who sends: the partner of the signing vectors unless told otherwise. */
export interface Sender {
  readonly clientId?: string;
  readonly privateKey?: KeyObject;
}

/** What API Gateway sends beside what our functions read; the peers' routers insist on it. */
function gatewayEvent(path: string): Readonly<Record<string, unknown>> {
  return {
    routeKey: `POST ${path}`,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.example',
      domainPrefix: 'api',
      http: { method: 'POST', path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'b' },
      requestId: 'request-1',
      routeKey: `POST ${path}`,
      stage: '$default',
      time: '21/Nov/2026:00:00:00 +0000',
      timeEpoch: Date.now(),
    },
  };
}

/** Signs a request as of now. */
export function benchRequest(path: string, content: unknown, sender: Sender = {}): BenchRequest {
  const changes: EventChanges = { ...sender, event: gatewayEvent(path) };
  const event = signedEvent(path, content, Date.now(), changes);
  const headers = event['headers'] as Record<string, string>;
  const body = String(event['body']);
  const value = decodeURIComponent(headers['signature']?.split('signature=')[1] ?? '');
  return {
    event,
    path,
    headers,
    body,
    text: Buffer.from(`POST ${path}\n${headers['client-id']}.${headers['request-time']}.${body}`),
    signature: Buffer.from(value, 'base64'),
  };
}
