import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** The PEM text of one of the keys beside the signing vectors. */
export function vectorPem(name: string): string {
  return readFileSync(new URL(`./vectors/${name}.pem`, import.meta.url), 'utf8');
}

/** Whom the events are from unless they say otherwise. */
export const clientId = 'PARTNER_1';
export const partnerPrivateKey = createPrivateKey(vectorPem('test_partner_pkcs8'));

/** What a test may bend before or after a request is signed. */
export interface EventChanges {
  readonly method?: string;
  /** The path that is signed and sent. */
  readonly path?: string;
  readonly clientId?: string;
  readonly keyVersion?: number;
  /** `Request-Time`, verbatim. */
  readonly time?: string;
  readonly privateKey?: KeyObject;
  /** Replaces headers, or removes those that are undefined. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Replaces members of the event after it was signed. */
  readonly event?: Readonly<Record<string, unknown>>;
}

/** A gateway event, payload format 2.0, signed with plain node:crypto. */
export function signedEvent(
  apiPath: string,
  body: unknown,
  nowMs: number,
  changes: EventChanges = {},
): Record<string, unknown> {
  const { method = 'POST', path = apiPath, privateKey = partnerPrivateKey } = changes;
  const from = changes.clientId ?? clientId;
  const time = changes.time ?? `${new Date(nowMs).toISOString().slice(0, 19)}+00:00`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const signedText = Buffer.from(`${method} ${path}\n${from}.${time}.${text}`);
  const base64 = sign('sha256', signedText, privateKey).toString('base64');
  const version = changes.keyVersion ?? 1;
  const headers = {
    'content-type': 'application/json; charset=UTF-8',
    'client-id': from,
    'request-time': time,
    signature: `algorithm=RSA256, keyVersion=${version}, signature=${encodeURIComponent(base64)}`,
    ...changes.headers,
  };
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
    body: text,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', http: { method } },
    ...changes.event,
  };
}
