import type { Endpoint } from '../../shared/catalogue/endpoint.ts';
import { results } from '../../shared/catalogue/results.ts';
import type { Verdict } from '../../shared/domain/decision.ts';
import { Refusal, type RefusalCode } from '../../shared/domain/refusal.ts';
import type { Call } from '../../shared/runtime/call.ts';
import type { Operation } from '../../shared/runtime/endpoint-handler.ts';
import type { Occasion } from './sandbox-occasion.ts';
import type { Force } from './sandbox-power.ts';

/**
 * An operation at a client's own time of business, and with what a magic value forces in its place:
 * then the request is verified, parsed and authorised as ever, nothing is written, and the same
 * value gives the same answer again. Decisions are made by the operation itself, so that rows and
 * ledger are those of any other.
 *
 * @param aheadMs how far the client's business is ahead of the clock
 */
export function bendOperation<E extends Endpoint>(
  operation: Operation<E>,
  occasion: Occasion,
  aheadMs: number,
): Operation<E> {
  return async (request, call) => {
    const { force, problem } = occasion;
    const bent: Call = { ...call, now: call.now + aheadMs, judge: judgeOf(force, call) };
    try {
      if (problem !== undefined) throw new Refusal('PARAM_ILLEGAL', problem);
      if (force?.kind === 'code' && force.code !== 'SUCCESS') {
        // Whoever may not ask is told so, as ever.
        if (!occasion.isUnauthorisable) await call.read({});
        throw forcedBy(force.code);
      }
      if (force?.kind === 'timeout') await new Promise<never>(() => undefined);
      return await operation(request, bent);
    } finally {
      occasion.end();
    }
  };
}

function forcedBy(code: Exclude<Extract<Force, { kind: 'code' }>['code'], 'SUCCESS'>): Error {
  return isRefusal(code) ? new Refusal(code) : new Error(`the sandbox was asked for ${code}`);
}

function isRefusal(code: keyof typeof results): code is RefusalCode {
  return results[code].status === 'F';
}

function judgeOf(force: Force | undefined, { judge }: Call): Call['judge'] {
  const made = (verdict: Verdict): Call['judge'] => {
    return async (_question, ours) => (ours.verdict === 'failed' ? ours : verdict);
  };
  switch (force?.kind) {
    case 'fail': {
      const { failCode } = force;
      return async () => ({ verdict: 'failed', failCode });
    }
    case 'review':
      return made({ verdict: 'deferred', waitsFor: 'REVIEW' });
    case 'defer':
      return made({ verdict: 'deferred', waitsFor: 'DECISION' });
    default:
      return judge;
  }
}
