import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Interleaving } from './interleaving.ts';
import { races } from './interleaving-cases.ts';
import { violations } from './invariants.ts';
import { report, scaled, seed } from './scale.ts';

test('two to four handlers at once, in any order of their calls', async () => {
  const startedAt = performance.now();
  const figures = { runs: 0, seconds: 0 };
  const scenario = fc.constantFrom(...Object.keys(races));
  const property = fc.asyncProperty(
    fc.scheduler(),
    scenario,
    fc.integer({ min: 2, max: 4 }),
    async (scheduler, name, many) => {
      const at = new Interleaving(scheduler);
      await races[name]?.(at, many);
      const limitMayBeExceeded = name === 'a lower limit and applications';
      expect(violations(at.world.memory.items(), limitMayBeExceeded)).toEqual([]);
      expect(at.world.unfounded).toEqual([]);
      figures.runs += 1;
    },
  );
  await fc.assert(property, { seed, numRuns: scaled(2_000), endOnFailure: true });
  figures.seconds = Math.round((performance.now() - startedAt) / 1_000);
  report('interleavings', figures);
}, 900_000);
