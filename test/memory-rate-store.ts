import { lastingUs, type RateTerms, rateStep } from '../shared/domain/rate.ts';
import type { RateGrant, RateStore } from '../shared/store/rate-store.ts';

/** The shared allowances in memory; what is handed out of them, and who asked, can be seen. */
export class MemoryRateStore implements RateStore {
  readonly handedOutUntilUs = new Map<string, number>();
  calls = 0;
  leased = 0;
  /** What happens before a call has its effect. */
  beforeLease: () => Promise<void> | void = () => undefined;
  /** What happens after it. */
  afterLease: () => Promise<void> | void = () => undefined;

  async lease(terms: RateTerms, wanted: number, nowMs: number): Promise<RateGrant> {
    this.calls += 1;
    await this.beforeLease();
    const { clientId } = terms;
    const heldUs = this.handedOutUntilUs.get(clientId);
    const step = rateStep(heldUs, wanted, terms, nowMs * 1_000);
    if (step.step === 'empty') return { count: 0, handedOutUntilUs: heldUs ?? 0 };
    const fromUs = step.step === 'restart' ? nowMs * 1_000 : (heldUs ?? 0);
    const handedOutUntilUs = fromUs + lastingUs(step.count, terms);
    this.handedOutUntilUs.set(clientId, handedOutUntilUs);
    this.leased += step.count;
    await this.afterLease();
    return { count: step.count, handedOutUntilUs };
  }
}
