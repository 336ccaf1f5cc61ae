import { expect, test } from 'vitest';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { bendFacility } from '../../stage-rows.ts';
import { listing, tenantOf, worldOf } from './books-stage.ts';

const tenants = 40;

/** A full check that takes two runs, and what it counted of drift in each; who was counted. */
async function inTwoRuns(bent: readonly number[]) {
  const world = await worldOf(tenants);
  for (const n of bent) {
    bendFacility(world.memory, { reservedMinor: 1n, headroomMinor: 999_999n }, tenantOf(n));
  }
  // Twelve seconds a tenant: two dozen of them fill a run.
  const { table, counted } = listing(world, ({ skPrefix }) => {
    if (skPrefix === 'EVENT#') world.clock.ms += 12_000;
  });
  const countedInRun = (): number | undefined => {
    const value = world.counts.get('LedgerDrift');
    world.counts.delete('LedgerDrift');
    return value;
  };
  expect(await world.checkFull(table)).toMatchObject({ complete: false });
  const first = countedInRun();
  expect((await world.checkDue(table)).books).toMatchObject({ complete: true });
  const drifts = [first, countedInRun()];
  expect((await world.checkFull()) ?? {}).toMatchObject({ complete: true });
  return { drifts: [...drifts, countedInRun()], counted };
}

/** The tenants by number, in the order in which they are counted. */
async function inOrder(): Promise<number[]> {
  const { counted } = await inTwoRuns([]);
  const numbers = new Map(
    Array.from({ length: tenants }, (_, n) => [itemKeys.books(tenantOf(n)).pk, n] as const),
  );
  return [...new Set(counted)].map((pk) => numbers.get(pk) ?? expect.fail(pk));
}

test('none is counted by the run that comes to the end, and by no run before', async () => {
  expect((await inTwoRuns([])).drifts).toEqual([undefined, 0, 0]);
});

test('what the first run finds is counted at once, and not as gone by the run that does the rest', async () => {
  const [first = -1] = await inOrder();
  expect((await inTwoRuns([first])).drifts).toEqual([1, 1, 1]);
});

test('what the last run finds is counted with what was found before', async () => {
  const order = await inOrder();
  const [first = -1, last = -1] = [order[0], order.at(-1)];
  expect((await inTwoRuns([last])).drifts).toEqual([undefined, 1, 1]);
  expect((await inTwoRuns([first, last])).drifts).toEqual([1, 2, 2]);
});
