import { expect, test } from 'vitest';
import { useCases } from './crash-cases.ts';
import { type CrashMode, type CrashPlan, crashModes } from './crash-ports.ts';
import { runCase } from './crash-run.ts';
import { report, scaled, seed } from './scale.ts';
import { randomFrom } from './seeded-random.ts';

const figures = { cases: 0, pairs: 0, useCases: 0, seconds: 0 };
const startedAt = performance.now();

test.each(Object.keys(useCases))(
  'every await of %s, hit in every way',
  async (name) => {
    const useCase = useCases[name];
    if (useCase === undefined) throw new Error('no such use case');
    const calm = await runCase(useCase, [undefined]);
    expect(calm.wrongs).toEqual([]);
    const wrongs: string[] = [];
    for (let at = 1; at <= calm.awaits.length; at++) {
      for (const mode of crashModes) {
        const end = await runCase(useCase, [{ at, mode }]);
        figures.cases += 1;
        const where = `await ${at} (${calm.awaits[at - 1]}), ${mode}`;
        wrongs.push(...end.wrongs.map((wrong) => `${where}: ${wrong}`));
        if (!name.endsWith('meanwhile') && end.essence !== calm.essence) {
          wrongs.push(`${where}: ${differing(end.essence, calm.essence)}`);
        }
      }
    }
    figures.useCases += 1;
    expect(wrongs).toEqual([]);
  },
  900_000,
);

test('two executions, each hit at an await of its own', async () => {
  const names = Object.keys(useCases);
  const awaits = new Map<string, number>();
  const random = randomFrom(seed);
  const wrongs: string[] = [];
  for (let pair = 0; pair < scaled(600); pair++) {
    const name = names[random(names.length)] ?? '';
    const useCase = useCases[name];
    if (useCase === undefined) throw new Error('no such use case');
    if (!awaits.has(name)) awaits.set(name, (await runCase(useCase, [undefined])).awaits.length);
    const plan = (): CrashPlan => ({
      at: 1 + random(awaits.get(name) ?? 1),
      mode: crashModes[random(crashModes.length)] as CrashMode,
    });
    const plans = [plan(), plan()];
    const end = await runCase(useCase, plans);
    figures.pairs += 1;
    wrongs.push(...end.wrongs.map((wrong) => `${name} ${JSON.stringify(plans)}: ${wrong}`));
  }
  figures.seconds = Math.round((performance.now() - startedAt) / 1_000);
  report('crash injection', figures);
  expect(wrongs, `seed ${seed}`).toEqual([]);
}, 900_000);

function differing(found: string, wanted: string): string {
  const [some, others] = [found.split('\n'), wanted.split('\n')];
  const only = (these: string[], those: string[]) => these.filter((line) => !those.includes(line));
  return `${only(some, others).join('\n')}\nand not\n${only(others, some).join('\n')}`;
}
