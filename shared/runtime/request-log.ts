import type { MetricName } from '../catalogue/metrics.ts';
import { type ResultCode, results } from '../catalogue/results.ts';
import { creditGrantNoOf } from '../store/credit-grant-store.ts';
import type { Exchange } from './exchange.ts';

/**
 * What is logged of a request: one line, these fields and no others. No body, signature, token,
 * key, account or invoice ever gets here.
 */
export interface LogLine {
  readonly level: 'info' | 'error';
  readonly message: string;
  readonly requestId?: string;
  readonly api?: string;
  readonly clientId?: string;
  readonly keyVersion?: number;
  /** Which application the request was about, by our own number: no text of a partner's. */
  readonly creditGrantNo?: string;
  readonly resultCode?: ResultCode;
  readonly durationMs?: number;
  /** The client's clock less ours; the caller is never told. */
  readonly clockSkewSeconds?: number;
  /** The kind and the message of a fault of ours. */
  readonly fault?: string;
  /** Which secret could not be loaded. */
  readonly secretName?: string;
  /** What the line counts beside telling it; per endpoint and client, those it names itself. */
  readonly counts?: Counts;
}

/** How much was counted of what: declared metrics and no others. */
export type Counts = Readonly<Partial<Record<MetricName, number>>>;

/** Logs something, or nothing: what is logged never decides what is done. */
export function logSafely(write: () => void): void {
  try {
    write();
  } catch {
    // There is nowhere left to say so.
  }
}

/** Describes how a request ended. */
export function describeExchange(
  exchange: Exchange,
  api: string,
  resultCode: ResultCode,
  endedAt: number,
  fault: unknown,
): LogLine {
  const { request, verified, suspect, envelope } = exchange;
  const skewMs = envelope === undefined ? undefined : envelope.timeMs - exchange.startedAt;
  const durationMs = endedAt - exchange.startedAt;
  return {
    level: fault === undefined ? 'info' : 'error',
    message: 'request',
    requestId: request.requestId,
    api,
    ...aboutGrant(exchange),
    resultCode,
    durationMs,
    // Only a client that there is may be named here: anyone can send any id.
    ...(verified && { clientId: verified.client.clientId, keyVersion: verified.keyVersion }),
    ...(suspect && { clientId: suspect.clientId }),
    ...(skewMs !== undefined && { clockSkewSeconds: Math.round(skewMs / 1_000) }),
    ...(fault !== undefined && { fault: describeFault(fault) }),
    counts: countsOf(exchange, resultCode, durationMs, skewMs),
  };
}

function countsOf(
  { verified, suspect, isOverRate }: Exchange,
  resultCode: ResultCode,
  durationMs: number,
  skewMs: number | undefined,
): Counts {
  const { status } = results[resultCode];
  const isGenuine = verified !== undefined || suspect?.signatureMatches === true;
  return {
    Requests: 1,
    LatencyMs: durationMs,
    ...(status === 'F' && { Refused: 1 }),
    ...(status === 'U' && !isOverRate && { Unknown: 1 }),
    ...(isOverRate && { Throttled: 1 }),
    ...(resultCode === 'INVALID_CLIENT' && { UnknownClients: 1 }),
    ...(resultCode === 'INVALID_SIGNATURE' && (verified || suspect) && { SignatureFailures: 1 }),
    ...(isGenuine && skewMs !== undefined && { ClockSkewSeconds: Math.abs(skewMs) / 1_000 }),
  };
}

function aboutGrant({ parsed, tenant }: Exchange): { creditGrantNo?: string } {
  if (tenant === undefined || typeof parsed !== 'object' || parsed === null) return {};
  if (!('referenceNo' in parsed) || typeof parsed.referenceNo !== 'string') return {};
  return { creditGrantNo: creditGrantNoOf(tenant, parsed.referenceNo) };
}

// An error can be its own cause.
const maxCauses = 3;

/** A fault's name and message, and its causes': our words and the SDK's, never a partner's. */
export function describeFault(fault: unknown, causes = maxCauses): string {
  if (!(fault instanceof Error)) return typeof fault;
  const isLast = fault.cause === undefined || causes === 0;
  const cause = isLast ? '' : `; cause: ${describeFault(fault.cause, causes - 1)}`;
  return `${fault.name}: ${fault.message}${cause}`.slice(0, 1_000);
}
