import { describe, expect, test } from 'vitest';
import { newInstance, startMs } from '../instance.ts';
import { bendFacility, facilityItem, itemCounts, stagedInstance } from '../stage-rows.ts';

/** A facility of which one minor unit each is granted until so many instants, from one on. */
async function stagedWith(instants: number, from: number, headroomMinor = 1_000_000n) {
  const staged = await stagedInstance(newInstance());
  const grantedMinor = BigInt(instants);
  const expiries = Array.from({ length: instants }, (_, index) => [from + index, 1n]);
  bendFacility(staged.memory, {
    creditLimitMinor: headroomMinor + grantedMinor,
    grantedMinor,
    headroomMinor,
    unusedByExpiry: Object.fromEntries(expiries),
  });
  const apply = () => staged.call('applyCreditGrant', staged.body());
  const granted = (): unknown => facilityItem(staged.memory)['grantedMinor'];
  return { ...staged, apply, granted };
}

const longAgo = startMs - 1_000_000;

describe('what has expired is released', () => {
  test.each([
    [0, 8_000n, 1],
    [1, 8_001n, 1],
    [49, 8_049n, 1],
    [50, 8_000n, 2],
    [51, 8_000n, 3],
  ])('once it has piled up: of %i instants, %s counts as granted', async (count, left, writes) => {
    const { apply, granted, table } = await stagedWith(count, longAgo);
    expect((await apply()).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(granted()).toBe(left);
    expect(table.writes).toHaveLength(writes);
  });

  test.each([
    [8_000n, 8_003n],
    [7_999n, 8_000n],
    [7_997n, 8_000n],
  ])('when its room is needed: with a headroom of %s', async (headroom, left) => {
    const { apply, granted } = await stagedWith(3, longAgo, headroom);
    expect((await apply()).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(granted()).toBe(left);
  });

  test('but not when even that is not enough', async () => {
    const { apply, granted } = await stagedWith(3, longAgo, 7_996n);
    expect((await apply()).body).toMatchObject({ failCode: 'QUOTA_NOT_ENOUGH' });
    expect(granted()).toBe(3n);
  });

  test('however much it is, in one call, each instant with its event', async () => {
    const { apply, granted, memory } = await stagedWith(2_000, longAgo, 6_000n);
    expect((await apply()).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(granted()).toBe(8_000n);
    expect(facilityItem(memory)['headroomMinor']).toBe(0n);
    expect(itemCounts(memory)['EVENT']).toBe(2_002);
  });

  test('from its very instant on', async () => {
    const { apply, granted } = await stagedWith(100, startMs - 49);
    await apply();
    expect(granted()).toBe(8_050n);
  });
});

describe('a facility holds 2,000 expiry instants that are still to come', () => {
  const inUtc = Date.UTC(2026, 11, 22);
  test.each([
    ['one fewer', 1_999, startMs + 1, 'S SUCCESS'],
    ['no more', 2_000, startMs + 1, 'F PROCESS_FAIL'],
    ['no more, unless it is one of them', 2_000, inUtc - 1_000, 'S SUCCESS'],
  ])('%s', async (_what, instants, from, outcome) => {
    const { apply } = await stagedWith(instants, from);
    expect((await apply()).outcome).toBe(outcome);
  });

  test('beside any number that have passed', async () => {
    const { apply } = await stagedWith(3_999, startMs - 1_999);
    expect((await apply()).outcome).toBe('S SUCCESS');
  });
});
