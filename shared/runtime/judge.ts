import type { Verdict } from '../domain/decision.ts';
import type { CallBounds } from '../store/table.ts';
import type { DecisionQuestion, DecisionService } from './decision-service.ts';
import type { OnFault } from './noted-fault.ts';

/**
 * Puts what our own rules would approve to the decision service. It can narrow and delay, never
 * widen: whatever else our rules say stands. A service that is down, slow or wrong defers.
 */
export async function judge(
  decisions: DecisionService,
  question: DecisionQuestion,
  verdict: Verdict,
  bounds: CallBounds,
  onFault: OnFault,
): Promise<Verdict> {
  if (verdict.verdict !== 'approved') return verdict;
  const deferred: Verdict = { verdict: 'deferred', waitsFor: 'DECISION' };
  try {
    const opinion = await decisions.ask(question, bounds);
    switch (opinion.opinion) {
      case 'approve':
        return verdict;
      case 'reject':
        return { verdict: 'failed', failCode: opinion.failCode };
      case 'pending':
        return deferred;
    }
  } catch (error) {
    onFault('decision service', error);
    return deferred;
  }
}
