import { expect } from 'vitest';
import { SharedRate } from '../../../shared/runtime/shared-rate.ts';
import { MemoryRateStore } from '../../memory-rate-store.ts';

/** When a fleet's clock starts. */
export const startMs = 1_795_228_200_000;
/** A client's rate unless it is another one's. */
export const terms = { clientId: 'PARTNER_1', ratePerSecond: 50, burst: 100 };

/** So many instances on one allowance and one virtual clock, each clock off by so much. */
export function fleet(size: number, skewMs: (index: number) => number = () => 0) {
  const clock = { ms: startMs };
  const store = new MemoryRateStore();
  const failures: unknown[] = [];
  const instances = Array.from({ length: size }, (_, index) => {
    const now = (): number => clock.ms + skewMs(index);
    const rate = new SharedRate(store, now, (error) => failures.push(error));
    return { take: (of = terms) => rate.take(of, now()) };
  });
  const at = (index: number) => instances[index % size] ?? expect.fail('no such instance');
  /** How many of so many requests at one instant get through, the instances taking turns. */
  async function taken(requests: number, of = terms): Promise<number> {
    let through = 0;
    for (let n = 0; n < requests; n++) if (await at(n).take(of)) through += 1;
    return through;
  }
  return { clock, store, failures, at, taken };
}
