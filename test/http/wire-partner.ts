import { constants, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import {
  request as httpRequest,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
} from 'node:http';

/**
 * A partner that shares no code with the provider: it signs with plain node:crypto, and it
 * verifies each and every answer before a test gets to see it.
 */
export interface WirePartner {
  readonly baseUrl: string;
  readonly clientId: string;
  readonly privateKeyPem: string;
  readonly serverPublicKeyPem: string;
  readonly keyVersion?: number;
  /** How its requests travel; over HTTP unless given. */
  carry?(request: CarriedRequest): Promise<RawAnswer>;
}

/** A request as it leaves a partner. */
export interface CarriedRequest {
  readonly baseUrl: string;
  readonly method: string;
  readonly target: string;
  /** A list is sent as repeated headers. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** What a test may bend before or after a request is signed. */
export interface WireRequest {
  readonly path: string;
  readonly body?: string | Buffer | Readonly<Record<string, unknown>>;
  readonly method?: string;
  /** `Request-Time`; now in ISO 8601 unless given. */
  readonly time?: string;
  /** Replaces the bytes that are signed. */
  readonly signedText?: Buffer | string;
  /** The request target; the path unless given. */
  readonly target?: string;
  /** Replaces the value of the signature header, given the base64 of the right signature. */
  readonly signatureHeader?: (base64: string) => string | undefined;
  readonly clientId?: string;
  /** Added to, or with undefined removed from, the headers; a list is sent as repeated headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly privateKeyPem?: string;
}

/** A verified answer. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers as they please
  readonly body: any;
  readonly result: { resultStatus: string; resultCode: string; resultMessage: string };
  /** `S SUCCESS` and the like, for short expectations. */
  readonly outcome: string;
}

/** Signs and sends a request, verifies the answer, and gives it. */
export async function send(partner: WirePartner, wire: WireRequest): Promise<WireAnswer> {
  const method = wire.method ?? 'POST';
  const body = bodyBytes(wire.body);
  const time = wire.time ?? `${new Date().toISOString().slice(0, 19)}+00:00`;
  const clientId = wire.clientId ?? partner.clientId;
  const signedText =
    wire.signedText ??
    Buffer.concat([Buffer.from(`${method} ${wire.path}\n${clientId}.${time}.`), body]);
  const key = createPrivateKey(wire.privateKeyPem ?? partner.privateKeyPem);
  const base64 = sign('sha256', Buffer.from(signedText), key).toString('base64');
  const version = partner.keyVersion ?? 1;
  const usual = `algorithm=RSA256, keyVersion=${version}, signature=${encodeURIComponent(base64)}`;
  const signature = wire.signatureHeader ? wire.signatureHeader(base64) : usual;
  const headers = definedHeaders({
    'Content-Type': 'application/json; charset=UTF-8',
    'Client-Id': clientId,
    'Request-Time': time,
    Signature: signature,
    'Content-Length': `${body.length}`,
    ...wire.headers,
  });
  const target = wire.target ?? wire.path;
  const request = { baseUrl: partner.baseUrl, method, target, headers, body };
  const raw = await (partner.carry?.(request) ?? carryOverHttp(request));
  return verified(partner, method, target, raw);
}

/** An answer that nobody has verified. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
}

/** Checks an answer to the letter of the contract, with plain node:crypto. */
export function verified(
  partner: Pick<WirePartner, 'serverPublicKeyPem'>,
  method: string,
  target: string,
  raw: RawAnswer,
): WireAnswer {
  const text = raw.bytes.toString();
  const names = raw.rawHeaders.filter((_, index) => index % 2 === 0);
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new Error(`${what}: ${raw.status} ${raw.rawHeaders.join(' | ')} ${text}`);
  };
  must(raw.status === 200, 'status is not 200');
  for (const name of ['client-id', 'response-time', 'signature', 'content-type']) {
    must(names.filter((sent) => sent === name).length === 1, `no lower-case ${name}, once`);
  }
  const others = names.filter((name) => !['signature', 'response-time'].includes(name));
  must(!others.some((name) => /signature|response-time/i.test(name)), 'a confusing header');
  const time = String(raw.headers['response-time']);
  must(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(time), 'response-time shape');
  const header = /^algorithm=RSA256,keyVersion=(\d+),signature=([A-Za-z0-9%]+)$/.exec(
    String(raw.headers['signature']),
  );
  const path = target.replace(/^https?:\/\/[^/]+/, '').split('?')[0];
  const signedBytes = Buffer.concat([
    Buffer.from(`${method} ${path}\n${raw.headers['client-id']}.${time}.`),
    raw.bytes,
  ]);
  const key = {
    key: createPublicKey(partner.serverPublicKeyPem),
    padding: constants.RSA_PKCS1_PADDING,
  };
  const signature = Buffer.from(decodeURIComponent(header?.[2] ?? ''), 'base64');
  must(verify('sha256', signedBytes, key, signature), 'the answer does not verify');
  const body = text === '' ? {} : JSON.parse(text);
  const result = body.result ?? { resultStatus: '', resultCode: '', resultMessage: '' };
  must(text === '' || /^[SFU]$/.test(result.resultStatus), 'no result');
  must(result.resultCode.length <= 64 && result.resultMessage.length <= 256, 'result lengths');
  must(result.resultStatus === 'S' || !('creditGrantStatus' in body), 'a status on F or U');
  const outcome = `${result.resultStatus} ${result.resultCode}`;
  const { status, headers, rawHeaders } = raw;
  return { status, headers, rawHeaders, text, body, result, outcome };
}

function bodyBytes(body: WireRequest['body']): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body ?? {}));
}

function definedHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Record<string, string | readonly string[]> {
  const defined: Record<string, string | readonly string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) defined[name] = value;
  return defined;
}

function carryOverHttp(request: CarriedRequest): Promise<RawAnswer> {
  const { baseUrl, method, target, headers, body } = request;
  return exchange(baseUrl, method, target, headers, body);
}

/** Sends bytes as they are and collects the answer, unverified. */
export function exchange(
  baseUrl: string,
  method: string,
  target: string,
  headers: CarriedRequest['headers'],
  body: Buffer,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const line = { host: hostname, port, method, path: target };
    const sent = { ...headers } as OutgoingHttpHeaders;
    const outgoing = httpRequest({ ...line, headers: sent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        const { statusCode = 0, headers: received, rawHeaders } = incoming;
        resolve({
          status: statusCode,
          headers: received,
          rawHeaders,
          bytes: Buffer.concat(chunks),
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
