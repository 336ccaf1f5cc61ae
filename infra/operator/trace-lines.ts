import { failMessages, stateAt } from '../../shared/domain/credit-grant.ts';
import type { LedgerEvent } from '../../shared/domain/ledger.ts';
import type { StoredApplication } from '../../shared/store/stored-application.ts';
import { entriesText } from './history-lines.ts';
import type { RefusedEvent } from './refused-events.ts';
import type { RequestLine } from './request-lines.ts';
import { instantText } from './text-table.ts';
import type { Traced, TracedGrant } from './traced-rows.ts';

/** Something that happened, and when where that is known. */
interface Moment {
  readonly at: number | undefined;
  readonly text: string;
}

/** Everything known of one application: what was asked, what happened, how it stands. */
export function traceLines(
  tenantName: string,
  traced: Traced,
  requests: readonly RequestLine[],
  nowMs: number,
): string[] {
  const { grant, stored } = traced;
  return [
    `Application ${grant.referenceNo} of ${tenantName}: ${grant.creditGrantNo}`,
    '',
    'What was asked',
    ...contentLines(stored),
    '',
    'What happened',
    ...timeline(traced, requests).map(({ at, text }) => `  ${timeText(at)}  ${text}`),
    '',
    'How it stands',
    ...standing(traced, nowMs).map((line) => `  ${line}`),
  ];
}

/** One request and its answer. */
export function requestText({
  api,
  resultCode,
  durationMs,
  requestId,
  fault,
}: RequestLine): string {
  const why = fault === undefined ? '' : `: ${fault}`;
  return `request ${api} answered ${resultCode} in ${durationMs} ms (${requestId})${why}`;
}

function contentLines(stored: StoredApplication | undefined): string[] {
  if (stored === undefined)
    return ['  not kept: it failed at once, and nothing was reserved for it'];
  const { invoiceInfoList } = stored.application;
  const content: unknown = JSON.parse(stored.content);
  const members = typeof content === 'object' && content !== null ? Object.entries(content) : [];
  const told = members.filter(([name]) => name !== 'invoiceInfoList');
  return [
    ...told.map(([name, value]) => `  ${name}: ${memberText(value)}`),
    ...invoiceInfoList.map(({ invoiceNo, invoiceAmount, invoiceDueDate }) => {
      const due = invoiceDueDate === undefined ? '' : `, due ${invoiceDueDate}`;
      return `  invoice ${invoiceNo}: ${invoiceAmount.value} ${invoiceAmount.currency}${due}`;
    }),
  ];
}

function memberText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function timeline({ grant, events, refused }: Traced, requests: readonly RequestLine[]): Moment[] {
  const moments: Moment[] = [
    ...requests.map((line) => ({ at: line.at, text: requestText(line) })),
    { at: grant.createdAt, text: appliedText(grant, events) },
    ...events.map((event) => ({ at: event.at, text: eventText(event) })),
    ...refused.map((event) => ({ at: event.at, text: refusedText(event) })),
  ];
  // An answer leaves after what it tells of: of one instant, the request's line comes last.
  const isRequest = ({ text }: Moment): number => (text.startsWith('request ') ? 1 : 0);
  return moments.sort(
    (left, right) => (left.at ?? 0) - (right.at ?? 0) || isRequest(left) - isRequest(right),
  );
}

function appliedText(
  { amountMinor, currency, state }: TracedGrant,
  events: readonly LedgerEvent[],
): string {
  const applied = `applied for ${amountMinor} ${currency}`;
  const failedAtOnce = state.status === 'FAILED' && events.length === 0;
  return failedAtOnce ? `${applied}, verdict FAILED ${state.failCode} at once` : applied;
}

function eventText({ type, actor, reason, entries, drawdownNo }: LedgerEvent): string {
  const loan = drawdownNo === undefined ? '' : ` ${drawdownNo}`;
  return `${type}${loan} by ${actor}: ${reason} [${entriesText(entries)}]`;
}

function refusedText({ type, actor, reason, eventId }: RefusedEvent): string {
  return `REFUSED ${type} by ${actor}: ${reason} (event id ${eventId})`;
}

function standing({ grant, reference, claims, drawdowns }: Traced, nowMs: number): string[] {
  const owned = reference?.status === 'OWNED' && reference.creditGrantNo === grant.creditGrantNo;
  return [
    owned ? 'the reference number is its own' : 'THE REFERENCE NUMBER IS NOT ITS OWN',
    ...stateLines(grant, nowMs),
    ...claims.map(([invoiceNo, holder]) => `invoice ${invoiceNo}: ${holderText(grant, holder)}`),
    ...drawdowns.map(({ drawdownNo, amountMinor, outstandingMinor, dueAt }) => {
      const open = `${outstandingMinor} of ${amountMinor} outstanding`;
      return `drawdown ${drawdownNo}: ${open}, overdue from ${instantText(dueAt)}`;
    }),
  ];
}

function stateLines(grant: TracedGrant, nowMs: number): string[] {
  const { state, decideBy } = grant;
  const answer = stateAt(grant, nowMs);
  const code =
    answer.status === 'FAILED' ? ` ${answer.failCode}: ${failMessages[answer.failCode]}` : '';
  const answers = `an inquiry is answered ${answer.status}${code}`;
  switch (state.status) {
    case 'ACCEPTED':
      return [
        `undecided, waits for ${state.waitsFor}, asked ${state.attempts} times in vain`,
        `due again ${instantText(state.nextDueAt)}, to be decided by ${instantText(decideBy)}`,
        answers,
      ];
    case 'FAILED':
      return [`failed: ${state.failCode}`, answers];
    case 'SUCCESS': {
      const expiry = state.expired ? 'expired' : nowMs >= state.expiresAt ? 'over' : 'live';
      const left = `${state.unusedMinor} unused, ${state.outstandingMinor} outstanding`;
      return [`granted until ${instantText(state.expiresAt)} (${expiry}): ${left}`, answers];
    }
  }
}

function holderText({ creditGrantNo }: TracedGrant, holder: string | undefined): string {
  if (holder === undefined) return 'free';
  return holder === creditGrantNo ? 'backs this grant' : `backs another grant, ${holder}`;
}

function timeText(at: number | undefined): string {
  return at === undefined ? '(time not kept)         ' : new Date(at).toISOString();
}
