import type { MetricNameOf } from '../catalogue/metrics.ts';
import { describeFault, type LogLine } from './request-log.ts';

/** What can go wrong without the work being lost, in the log's words, and what counts it. */
const notedFaults = {
  'decision service': 'DecisionServiceFaults',
  'retry message not sent': 'RetrySendFaults',
  'retry failed': 'RetryFaults',
  'unreadable retry message': 'RetryFaults',
  'the invoices of an application stay claimed': 'InvoicesKeptClaimed',
  'back-office event refused': 'EventsRefused',
  'secret not loaded': 'SecretLoadFailures',
  'rate not leased': 'RateLeaseFailures',
} as const satisfies Readonly<Record<string, MetricNameOf<'stage'>>>;

/** Which of them it was. */
export type NotedFault = keyof typeof notedFaults;

/** Told of what went wrong without being lost. */
export type OnFault = (what: NotedFault, error: unknown) => void;

/** The line that tells of a fault, and counts it if it is one of those. */
export function faultLine(what: string, error: unknown): LogLine {
  const line = { level: 'error', message: what, fault: describeFault(error) } as const;
  return isNoted(what) ? { ...line, counts: { [notedFaults[what]]: 1 } } : line;
}

function isNoted(what: string): what is NotedFault {
  return Object.hasOwn(notedFaults, what);
}
