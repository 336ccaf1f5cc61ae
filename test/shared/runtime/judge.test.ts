import { expect, test } from 'vitest';
import type { Verdict } from '../../../shared/domain/decision.ts';
import type { Opinion } from '../../../shared/runtime/decision-service.ts';
import { judge } from '../../../shared/runtime/judge.ts';
import { unbounded } from '../../stage-rows.ts';

const question = {
  creditGrantNo: 'CG1',
  clientId: 'PARTNER_1',
  amountMinor: 8_000n,
  currency: 'USD',
  content: '{}',
};
const approved: Verdict = { verdict: 'approved', dueDate: '20261221', expiresAt: 9 };
const deferred: Verdict = { verdict: 'deferred', waitsFor: 'DECISION' };

/** What comes of a verdict of ours, how often the service was asked, and what went wrong. */
async function judged(ours: Verdict, opinion: Opinion | Error) {
  const faults: string[] = [];
  let asked = 0;
  const decisions = {
    async ask() {
      asked += 1;
      if (opinion instanceof Error) throw opinion;
      return opinion;
    },
  };
  const verdict = await judge(decisions, question, ours, unbounded, (message, error) =>
    faults.push(`${message}: ${String(error)}`),
  );
  return { verdict, asked, faults };
}

test.each<[Opinion['opinion'], Opinion, Verdict]>([
  ['approve', { opinion: 'approve' }, approved],
  ['pending', { opinion: 'pending' }, deferred],
  [
    'reject',
    { opinion: 'reject', failCode: 'REVIEW_REJECTED' },
    { verdict: 'failed', failCode: 'REVIEW_REJECTED' },
  ],
])('of what our own rules approve, the service says %s', async (_name, opinion, verdict) => {
  expect(await judged(approved, opinion)).toEqual({ verdict, asked: 1, faults: [] });
});

test('a service that is down defers what our own rules approve', async () => {
  const told = await judged(approved, new Error('down'));
  expect(told).toEqual({ verdict: deferred, asked: 1, faults: ['decision service: Error: down'] });
});

test.each<[string, Verdict]>([
  ['has failed', { verdict: 'failed', failCode: 'QUOTA_NOT_ENOUGH' }],
  ['waits for a person', { verdict: 'deferred', waitsFor: 'REVIEW' }],
])('it is not asked about what %s by our own rules', async (_what, ours) => {
  expect(await judged(ours, { opinion: 'approve' })).toEqual({
    verdict: ours,
    asked: 0,
    faults: [],
  });
});
