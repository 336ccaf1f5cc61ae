import { StoredDataFault } from './refusal.ts';

/** Why an application failed, for the caller to act on. */
export const failCodes = [
  'QUOTA_NOT_ENOUGH',
  'LOAN_OVERDUE',
  'INVOICE_ALREADY_FINANCED',
  'INVOICE_NOT_ELIGIBLE',
  'ATTACHMENT_INVALID',
  'CONTRACT_NOT_SIGNED',
  'EVALUATION_TIMEOUT',
  'REVIEW_REJECTED',
] as const;
/** One of `failCodes`. */
export type FailCode = (typeof failCodes)[number];

/** What each fail code says to the caller. */
export const failMessages: Readonly<Record<FailCode, string>> = {
  QUOTA_NOT_ENOUGH: 'The amount applied for is more than the headroom of the facility.',
  LOAN_OVERDUE: 'A loan payment is overdue. Repay it, then apply again.',
  INVOICE_ALREADY_FINANCED: 'An invoice already backs another grant.',
  INVOICE_NOT_ELIGIBLE: 'An invoice is too old, already due, or due too far off.',
  ATTACHMENT_INVALID: 'The attachment cannot back a grant. Submit the invoices again.',
  CONTRACT_NOT_SIGNED: 'The credit contract is not signed.',
  EVALUATION_TIMEOUT: 'The application was not decided in time. Apply again with a new reference.',
  REVIEW_REJECTED: 'The application was rejected in review.',
};

/** All applications are decided within this span of their acceptance: 635 minutes. */
export const decisionSpanMs = 635 * 60_000;

/**
 * Nothing that an instant ends is begun so shortly before it. What was sent by then has arrived,
 * or never will, when the first reader says that it is over: three attempts of one call take up to
 * 2.6 s, and the rest is for clocks that differ.
 */
export const commitMarginMs = 5_000;

/** What an undecided application waits for: a person, or the decision service. */
export type WaitsFor = 'REVIEW' | 'DECISION';

/** Where an application stands, as stored. */
export type CreditGrantState =
  | {
      readonly status: 'ACCEPTED';
      readonly waitsFor: WaitsFor;
      /** How often the decision was asked for in vain. */
      readonly attempts: number;
      /** When it is to be worked on again, epoch milliseconds. */
      readonly nextDueAt: number;
    }
  | { readonly status: 'FAILED'; readonly failCode: FailCode }
  | {
      readonly status: 'SUCCESS';
      readonly dueDate: string;
      readonly expiresAt: number;
      /** Neither drawn nor, as far as anyone has noted, expired. */
      readonly unusedMinor: bigint;
      /** Drawn and not repaid. */
      readonly outstandingMinor: bigint;
      /** Whether it has been noted that it expired. */
      readonly expired: boolean;
    };

/** One application for credit on invoices, and what it won. */
export interface CreditGrant {
  readonly creditGrantNo: string;
  readonly referenceNo: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly annualPercentageRate: string;
  readonly state: CreditGrantState;
  /** Epoch milliseconds by which it must be decided. */
  readonly decideBy: number;
}

/** What an application has won the moment it is approved. */
export function approvedState(
  { dueDate, expiresAt }: { readonly dueDate: string; readonly expiresAt: number },
  amountMinor: bigint,
): CreditGrantState {
  return {
    status: 'SUCCESS',
    dueDate,
    expiresAt,
    unusedMinor: amountMinor,
    outstandingMinor: 0n,
    expired: false,
  };
}

/** Whether an application waits for a decision that can be asked for again. */
export function isForRetry({ state }: CreditGrant): boolean {
  return state.status === 'ACCEPTED' && state.waitsFor === 'DECISION';
}

/** Whether its invoices are claimed: until it has failed, or expired with nothing outstanding. */
export function isLive({ state }: CreditGrant): boolean {
  if (state.status === 'ACCEPTED') return true;
  return state.status === 'SUCCESS' && !(state.expired && state.outstandingMinor === 0n);
}

/** What an answer tells of where an application stands. */
export type CreditGrantAnswer =
  | { readonly status: 'ACCEPTED' }
  | { readonly status: 'FAILED'; readonly failCode: FailCode }
  | { readonly status: 'SUCCESS'; readonly dueDate: string };

/**
 * Where an application stands at an instant. An undecided one past its `decideBy` has failed,
 * whatever has or has not run since; an expired one is still the success it was.
 */
export function stateAt(grant: CreditGrant, nowMs: number): CreditGrantAnswer {
  if (grant.state.status === 'ACCEPTED' && nowMs >= grant.decideBy) {
    return { status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' };
  }
  return grant.state;
}

/** The members of an answer that tell a failure, and nothing for any other state. */
export function failureMembers(
  state: CreditGrantAnswer,
): { failCode: FailCode; failMessage: string } | Record<never, never> {
  if (state.status !== 'FAILED') return {};
  return { failCode: state.failCode, failMessage: failMessages[state.failCode] };
}

/**
 * What apply answers: the application's identity, and its status of now.
 *
 * @throws {StoredDataFault} when a reference is owned by an application that is not there
 */
export function applyAnswer(grant: CreditGrant | undefined, nowMs: number) {
  if (grant === undefined) throw new StoredDataFault('an owned reference has no application');
  const { referenceNo, creditGrantNo } = grant;
  const state = stateAt(grant, nowMs);
  const creditGrantStatus = state.status === 'FAILED' ? 'FAILED' : 'ACCEPTED';
  return { referenceNo, creditGrantNo, creditGrantStatus, ...failureMembers(state) } as const;
}

/**
 * What became of a reference number. One that owns an application owns it for ever; one whose
 * calls were only refused is free, and its attempts are counted so that a refused execution that
 * wakes up later finds its condition gone.
 */
export type Reference =
  | { readonly status: 'OWNED'; readonly contentHash: string; readonly creditGrantNo: string }
  | {
      readonly status: 'REFUSED';
      readonly attempt: number;
      /** When the last of them began, epoch milliseconds. */
      readonly at: number;
    };

/** How often calls with a reference number were refused. */
export function attemptOf(reference: Reference | undefined): number {
  return reference?.status === 'REFUSED' ? reference.attempt : 0;
}

/** Whether a call was refused that began after an instant: what began by then must not grant. */
export function isRefusedSince(reference: Reference | undefined, startedAt: number): boolean {
  return reference?.status === 'REFUSED' && reference.at > startedAt;
}
