import { randomBytes } from 'node:crypto';
import { startMs } from '../instance.ts';
import { signedEvent } from '../signed-event.ts';

/** One of the ways to send what is refused before anything is known of its sender. */
export interface FloodKind {
  readonly what: string;
  readonly code: string;
  event(nowMs: number): Record<string, unknown>;
}

const path = '/amsin/alipay/business/credit/queryCreditQuota';
const body = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';
const victim = 'PARTNER_1';

/** Another each time, so that nothing can be held of it in vain. */
const another = (): string => randomBytes(12).toString('base64url');
const anotherVersion = (): number => 2 + (randomBytes(4).readUInt32BE() % 999_999_000);

function forged(clientId: string, keyVersion = 1, bytes = 256) {
  const value = encodeURIComponent(randomBytes(bytes).toString('base64'));
  const signature = `algorithm=RSA256, keyVersion=${keyVersion}, signature=${value}`;
  return (nowMs: number) => unsigned(nowMs, { 'client-id': clientId, signature });
}

function unsigned(
  nowMs: number,
  headers: Readonly<Record<string, string>>,
  event: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const named = { 'content-type': 'application/json', 'client-id': victim };
  return {
    rawPath: path,
    headers: { ...named, 'request-time': `${nowMs}`, ...headers },
    body,
    requestContext: { requestId: another(), http: { method: 'POST' } },
    ...event,
  };
}

/** The victim's own requests, as somebody may have recorded them. */
const recorded = signedEvent(path, body, startMs - 301_000);
const postdated = signedEvent(path, body, Date.UTC(2030, 0));
const largeBody = ' '.repeat(200_000);

/** Every kind; each names the victim, or nobody that there is. */
export const floodKinds: readonly FloodKind[] = [
  { what: 'unsigned', code: 'INVALID_SIGNATURE', event: (nowMs) => unsigned(nowMs, {}) },
  {
    what: 'no signature, but something like it',
    code: 'INVALID_SIGNATURE',
    event: (nowMs) => unsigned(nowMs, { signature: another() }),
  },
  { what: 'forged', code: 'INVALID_SIGNATURE', event: (nowMs) => forged(victim)(nowMs) },
  {
    what: 'forged under an invented version',
    code: 'INVALID_SIGNATURE',
    event: (nowMs) => forged(victim, anotherVersion())(nowMs),
  },
  {
    what: 'forged, of any length',
    code: 'INVALID_SIGNATURE',
    event: (nowMs) => forged(victim, 1, 1 + (randomBytes(2).readUInt16BE() % 1_100))(nowMs),
  },
  {
    what: 'an invented client',
    code: 'INVALID_CLIENT',
    event: (nowMs) => forged(another())(nowMs),
  },
  {
    what: 'an invented client under an invented version',
    code: 'INVALID_CLIENT',
    event: (nowMs) => forged(another(), anotherVersion())(nowMs),
  },
  {
    what: 'a client id that is none',
    code: 'INVALID_CLIENT',
    event: (nowMs) => unsigned(nowMs, { 'client-id': `${another()}.` }),
  },
  { what: 'recorded, and sent too late', code: 'INVALID_SIGNATURE', event: () => recorded },
  { what: 'recorded, and sent too early', code: 'INVALID_SIGNATURE', event: () => postdated },
  {
    what: 'a header of 9 KB',
    code: 'PARAM_ILLEGAL',
    event: (nowMs) => unsigned(nowMs, { [`x-${another()}`]: 'x'.repeat(9_000) }),
  },
  {
    what: 'a thousand headers',
    code: 'INVALID_SIGNATURE',
    event: (nowMs) =>
      unsigned(
        nowMs,
        Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`x-${at}`, 'x'])),
      ),
  },
  {
    what: 'a body beyond the limit',
    code: 'PARAM_ILLEGAL',
    event: (nowMs) => unsigned(nowMs, {}, { body: largeBody }),
  },
  {
    what: 'another path each time',
    code: 'INVALID_API',
    event: (nowMs) => unsigned(nowMs, {}, { rawPath: `/${another()}` }),
  },
  { what: 'no event at all', code: 'INVALID_API', event: () => ({ [another()]: another() }) },
];
