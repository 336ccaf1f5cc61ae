import { describe, expect, test } from 'vitest';
import {
  applyAnswer,
  attemptOf,
  type CreditGrant,
  type CreditGrantState,
  decisionSpanMs,
  failCodes,
  failMessages,
  failureMembers,
  stateAt,
} from '../../../shared/domain/credit-grant.ts';

const decideBy = 1_795_266_300_000;
const success: CreditGrantState = {
  status: 'SUCCESS',
  dueDate: '20261221',
  expiresAt: 0,
  unusedMinor: 8_000n,
  outstandingMinor: 0n,
  expired: false,
};
const waiting: CreditGrantState = {
  status: 'ACCEPTED',
  waitsFor: 'DECISION',
  attempts: 3,
  nextDueAt: decideBy - 60_000,
};
const failed: CreditGrantState = { status: 'FAILED', failCode: 'LOAN_OVERDUE' };

function grant(state: CreditGrantState): CreditGrant {
  return {
    creditGrantNo: 'CG1',
    referenceNo: 'REF_1',
    amountMinor: 8_000n,
    currency: 'USD',
    annualPercentageRate: '0.05',
    decideBy,
    state,
  };
}

test('an application is decided within 635 minutes, the span of the query schedule', () => {
  const schedule = [5, 10, 20, 40, 80, 160, 320];
  expect(decisionSpanMs).toBe(38_100_000);
  expect(schedule.reduce((sum, minutes) => sum + minutes) * 60_000).toBe(38_100_000);
});

describe('an application that waits', () => {
  test.each([
    [-1, waiting],
    [0, { status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' }],
    [1, { status: 'FAILED', failCode: 'EVALUATION_TIMEOUT' }],
  ])('%i ms from the time to decide by', (ms, expected) => {
    expect(stateAt(grant(waiting), decideBy + ms)).toEqual(expected);
  });
});

test.each([
  ['granted', success],
  ['failed', failed],
])('an application that was %s stays so for ever', (_what, state) => {
  expect(stateAt(grant(state), decideBy + 1e12)).toBe(state);
});

describe('apply answers', () => {
  const identity = { referenceNo: 'REF_1', creditGrantNo: 'CG1' };
  const timeout = failMessages.EVALUATION_TIMEOUT;
  test.each<[string, CreditGrantState, number, Readonly<Record<string, unknown>>]>([
    ['ACCEPTED while it waits', waiting, -1, { creditGrantStatus: 'ACCEPTED' }],
    ['ACCEPTED once it is granted', success, 1e12, { creditGrantStatus: 'ACCEPTED' }],
    [
      'FAILED once it has failed',
      failed,
      -1,
      {
        creditGrantStatus: 'FAILED',
        failCode: 'LOAN_OVERDUE',
        failMessage: 'A loan payment is overdue. Repay it, then apply again.',
      },
    ],
    [
      'FAILED once it has waited too long',
      waiting,
      0,
      { creditGrantStatus: 'FAILED', failCode: 'EVALUATION_TIMEOUT', failMessage: timeout },
    ],
  ])('%s', (_what, state, ms, expected) => {
    expect(applyAnswer(grant(state), decideBy + ms)).toEqual({ ...identity, ...expected });
  });

  test('nothing for a reference whose application is gone', () => {
    expect(() => applyAnswer(undefined, 0)).toThrow('an owned reference has no application');
  });
});

describe('a failure is told by code and message', () => {
  test.each([...failCodes])('%s', (failCode) => {
    const { failMessage, ...rest } = failureMembers({ status: 'FAILED', failCode }) as {
      failMessage: string;
    };
    expect(rest).toEqual({ failCode });
    expect(failMessage).toMatch(/^[A-Z][\w ,-]+\.( [A-Z][\w ,-]+\.)*$/);
    expect(failMessage.length).toBeLessThanOrEqual(256);
  });

  test('and nothing else is', () => {
    expect(failureMembers(success)).toEqual({});
    expect(failureMembers({ status: 'ACCEPTED' })).toEqual({});
  });
});

test('the refused attempts of a reference are counted', () => {
  expect(attemptOf(undefined)).toBe(0);
  expect(attemptOf({ status: 'REFUSED', attempt: 3, at: 0 })).toBe(3);
  expect(attemptOf({ status: 'OWNED', contentHash: 'h', creditGrantNo: 'CG1' })).toBe(0);
});
