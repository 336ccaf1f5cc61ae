import type { ResultCode } from '../catalogue/results.ts';
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
  /** What is counted, and how much. */
  readonly metric?: string;
  readonly value?: number;
  /** Which secret could not be loaded. */
  readonly secretName?: string;
}

/** Writes a line to standard output, where Lambda collects it. */
export function writeLogLine(line: LogLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Describes how a request ended. */
export function describeExchange(
  exchange: Exchange,
  api: string,
  resultCode: ResultCode,
  endedAt: number,
  fault: unknown,
): LogLine {
  const { request, verified, envelope } = exchange;
  return {
    level: fault === undefined ? 'info' : 'error',
    message: 'request',
    requestId: request.requestId,
    api,
    ...aboutGrant(exchange),
    resultCode,
    durationMs: endedAt - exchange.startedAt,
    // Only a verified request may name a client here: anyone can send any id.
    ...(verified && { clientId: verified.client.clientId, keyVersion: verified.keyVersion }),
    ...(envelope && {
      clockSkewSeconds: Math.round((envelope.timeMs - exchange.startedAt) / 1_000),
    }),
    ...(fault !== undefined && { fault: describeFault(fault) }),
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
