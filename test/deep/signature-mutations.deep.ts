import { expect, test } from 'vitest';
import { Choices } from './choices.ts';
import { runMutations } from './mutant-run.ts';
import { report, scaled, seed } from './scale.ts';

const mutations = scaled(250_000);

/** What the contract says to mean the same, whatever the request. */
const equivalent = [
  'encodings: percent-encoded',
  'encodings: lower-case escapes',
  'encodings: raw',
  'grammar: another order',
  'grammar: names in another case',
  'grammar: no key version',
  'grammar: the name of the header in another case',
  'algorithms: algorithm "rsa256"',
  'versions: one that it never had',
  'event bodies: the same as base64',
  'other headers: the type twice',
  'other headers: names of headers in another case',
  'other headers: other headers',
];

test('what is changed in a signed request is refused, and what means the same is not', async () => {
  const startedAt = performance.now();
  const run = await runMutations(mutations, new Choices(seed));
  report('signature mutations', {
    mutations: run.mutants,
    ...run.byKind,
    'ways to change': run.byName.size,
    'through the whole function': run.throughTheWholeFunction,
    accepted: run.wronglyAccepted.length,
    equivalents: run.equivalents,
    'equivalents refused': run.wronglyRefused.length,
    seconds: Math.round((performance.now() - startedAt) / 1_000),
  });
  expect(run.wronglyAccepted).toEqual([]);
  expect(run.wronglyRefused).toEqual([]);
  expect(run.itemsUnchanged).toBe(true);
  expect(run.mutants).toBe(mutations);
  const always = [...run.byName].filter(([, { same, other }]) => same > 0 && other === 0);
  expect(always.map(([name]) => name)).toEqual(expect.arrayContaining(equivalent));
});
