import { expect, test } from 'vitest';
import { useCases } from './crash-cases.ts';
import { crashModes } from './crash-ports.ts';
import { runCase } from './crash-run.ts';

test.each([
  'apply, approved',
  'apply, deferred',
  'retry, approved',
  'retry, postponed',
  'loan.drawn',
  'loan.repaid, the last of an expired grant',
])('the last await of %s, hit in every way', async (name) => {
  const useCase = useCases[name];
  if (useCase === undefined) throw new Error('no such use case');
  const { awaits, essence } = await runCase(useCase, [undefined]);
  for (const mode of crashModes) {
    const end = await runCase(useCase, [{ at: awaits.length, mode }]);
    expect([mode, end.wrongs, end.essence]).toEqual([mode, [], essence]);
  }
});
