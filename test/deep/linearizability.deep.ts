import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLinearizable } from './linearizability.ts';
import { atFirst, type Deed, historyOf } from './linearizability-history.ts';
import { report, scaled, seed } from './scale.ts';

const ref = fc.integer({ min: 0, max: 3 });
const minor = fc.constantFrom(80_000, 160_000, 300_000);
const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      deed: fc.constant('apply' as const),
      ref,
      value: fc.constantFrom(200_000, 600_000),
    }),
  },
  fc.record({ deed: fc.constant('inquire' as const), ref }),
  fc.record({ deed: fc.constant('query' as const) }),
  fc.record({ deed: fc.constant('draw' as const), ref, minor }),
  fc.record({ deed: fc.constant('repay' as const), minor }),
);
const callers = fc.array(fc.array(deed, { minLength: 2, maxLength: 5 }), {
  minLength: 2,
  maxLength: 4,
});

test('what callers of one facility hear could have been said one after the other', async () => {
  const startedAt = performance.now();
  const figures = { histories: 0, steps: 0, unknown: 0, seconds: 0 };
  const lost = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 2 });
  const property = fc.asyncProperty(fc.scheduler(), callers, lost, async (scheduler, all, lose) => {
    const steps = await historyOf(scheduler, all, lose);
    figures.histories += 1;
    figures.steps += steps.length;
    figures.unknown += steps.filter(({ optional }) => optional).length;
    const told = steps.map((s) => `${s.calledAt}..${s.answeredAt} ${s.name}`).join('\n');
    expect(isLinearizable(steps, atFirst), told).toBe(true);
  });
  await fc.assert(property, { seed, numRuns: scaled(1_000), endOnFailure: true });
  figures.seconds = Math.round((performance.now() - startedAt) / 1_000);
  report('linearizability', figures);
}, 900_000);
