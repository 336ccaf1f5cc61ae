import { firstRetryMs } from './backoff.ts';
import { approvedState, type CreditGrantState, decisionSpanMs } from './credit-grant.ts';
import type { Verdict } from './decision.ts';

/** Where an application stands once its first verdict is committed. */
export function newState(verdict: Verdict, amountMinor: bigint, nowMs: number): CreditGrantState {
  switch (verdict.verdict) {
    case 'approved':
      return approvedState(verdict, amountMinor);
    case 'failed':
      return { status: 'FAILED', failCode: verdict.failCode };
    case 'deferred': {
      const nextDueAt =
        verdict.waitsFor === 'REVIEW' ? nowMs + decisionSpanMs : nowMs + firstRetryMs;
      return { status: 'ACCEPTED', waitsFor: verdict.waitsFor, attempts: 0, nextDueAt };
    }
  }
}
