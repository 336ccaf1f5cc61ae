import fc from 'fast-check';
import { expect, test } from 'vitest';
import { releaseExpired } from '../../shared/store/expiry-store.ts';
import { facilityRef } from '../../shared/store/facility-store.ts';
import { readRows } from '../../shared/store/row.ts';
import { own, unbounded } from '../stage-rows.ts';
import { WatchedTable } from '../watched-table.ts';
import { draw, expectReleased, grantedWorld, sweep } from './granted-world.ts';

test.each([600_000, -600_000])(
  'F34 a clock %i ms off flips no decision twice and releases once',
  async (skewMs) => {
    const stage = await grantedWorld();
    const { expiresAt } = stage;
    const skewed = (nowMs: number): number => nowMs + skewMs;
    // Five minutes before the true end: the fast clock ends it, the slow one does not.
    const early = expiresAt - 300_000;
    expect(await sweep(stage, skewed(early))).toBe(skewMs > 0 ? 1 : 0);
    const drawn = await draw(stage, early);
    expect(drawn.outcome).toBe(skewMs > 0 ? 'refused' : 'posted');
    expect(await sweep(stage, expiresAt)).toBe(skewMs > 0 ? 0 : 1);
    // Once it was noted as over, a slow clock cannot draw on it any more.
    const late = await draw(stage, skewed(expiresAt + 1), undefined, 'D2').catch(() => 'U');
    expect(late).not.toEqual({ outcome: 'posted' });
    expect(await sweep(stage, skewed(expiresAt + 1_200_000))).toBe(0);
    expectReleased(stage, skewMs > 0 ? 0n : 3_000n);
  },
);

test('F34 what a fast clock has released, and nobody has noted yet, is not drawn on', async () => {
  const stage = await grantedWorld();
  const { memory, expiresAt } = stage;
  const refs = { facility: facilityRef(own, 'AMAZON_VC_FACTORING_LOAN') };
  const { facility } = await readRows(memory, refs, unbounded);
  if (facility === undefined) throw new Error('not staged');
  expect(await releaseExpired(memory, own, facility, expiresAt, unbounded)).toBe(true);
  const drawn = await draw(stage, expiresAt - 300_000);
  expect(drawn).toEqual({ outcome: 'refused', reason: 'the grant has expired' });
});

test('F34 signatures are judged by the clock of the instance, before anything is begun', async () => {
  const { world, memory, clock, body } = await grantedWorld();
  const fast = world.instance();
  Object.assign(fast.deps, { now: () => clock.ms + 600_000 });
  const before = memory.items();
  const answer = await fast.call('applyCreditGrant', body({ referenceNo: 'REF_9' }));
  expect(answer.outcome).toBe('F INVALID_SIGNATURE');
  expect(memory.items()).toEqual(before);
});

// A draw is begun five seconds before the expiry at the latest: it must not arrive after it.
test.each([
  [-5_001, 'posted'],
  [-5_000, 'refused'],
  [-1, 'refused'],
  [0, 'refused'],
  [1, 'refused'],
])('F35 a draw %i ms from the expiry is %s', async (fromExpiryMs, outcome) => {
  const stage = await grantedWorld();
  expect((await draw(stage, stage.expiresAt + fromExpiryMs)).outcome).toBe(outcome);
});

test.each([
  [-1, 0],
  [0, 1],
  [1, 1],
])('F35 a sweep %i ms from the expiry notes %i', async (fromExpiryMs, noted) => {
  const stage = await grantedWorld();
  expect(await sweep(stage, stage.expiresAt + fromExpiryMs)).toBe(noted);
});

test('F35 a draw that is held up until its grant has expired is never posted', async () => {
  const stage = await grantedWorld();
  let nowMs = stage.expiresAt - 5_001;
  const table = new WatchedTable(stage.memory);
  table.watch.afterRead = (items) => {
    nowMs += 2;
    return items;
  };
  await expect(draw(stage, () => nowMs, table)).rejects.toThrow('ends before it would arrive');
  expect(await sweep(stage, stage.expiresAt)).toBe(1);
  expectReleased(stage);
});

test('F35 of a draw and the expiry at once exactly one has the amount', async () => {
  const outcomes = new Set<string>();
  const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
    const stage = await grantedWorld();
    const [drawing, sweeping] = [new WatchedTable(stage.memory), new WatchedTable(stage.memory)];
    const turn = (): Promise<void> => scheduler.schedule(Promise.resolve());
    for (const table of [drawing, sweeping]) {
      table.watch = { beforeRead: turn, beforeWrite: turn, afterWrite: turn };
    }
    const both = Promise.all([
      draw(stage, stage.expiresAt - 5_001, drawing),
      sweep(stage, stage.expiresAt, sweeping),
    ]);
    const [{ outcome }] = await scheduler.waitFor(both);
    outcomes.add(outcome);
    // Whatever the sweep could not note, the next one does.
    await sweep(stage, stage.expiresAt);
    expectReleased(stage, outcome === 'posted' ? 3_000n : 0n);
  });
  await fc.assert(property, { numRuns: 100 });
  expect([...outcomes].sort()).toEqual(['posted', 'refused']);
});
