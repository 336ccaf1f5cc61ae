import { describe, expect, test } from 'vitest';
import { type Arm, type Comparison, compareTimes } from './same-time.ts';
import { randomFrom } from './seeded-random.ts';

/** Arms that take so much time on a clock of their own, give or take a noise of some kind. */
async function verdictsOf(
  factors: readonly number[],
  noise: (random: (below: number) => number) => number,
  seed: number,
  byRounds = false,
): Promise<readonly Comparison['verdict'][]> {
  const random = randomFrom(seed);
  const clock = { ms: 0 };
  const arms = factors.map((factor, index): Arm => {
    return {
      name: `arm ${index}`,
      prepare: async () => async () => {
        clock.ms += factor * noise(random);
      },
    };
  });
  const options = { band: 0.05, maxBatches: 60, random, now: () => clock.ms, byRounds };
  return (await compareTimes(arms, options)).map(({ verdict }) => verdict);
}

/** A tenth more or less, and once in twenty times ten times as much, as when others are served. */
function quiet(random: (below: number) => number): number {
  return (0.9 + random(200) / 1_000) * (random(20) === 0 ? 10 : 1);
}

/** Up to five times as much, any time. */
function loud(random: (below: number) => number): number {
  return 1 + random(4_000) / 1_000;
}

const seeds = Array.from({ length: 6 }, (_, index) => index + 1);

describe('on a machine with others on it', () => {
  test('what takes the same time is found to', async () => {
    for (const seed of seeds)
      expect(await verdictsOf([1, 1, 1.02], quiet, seed)).toEqual(['same', 'same']);
  });

  test('a tenth more, or less, is caught', async () => {
    for (const seed of seeds) {
      expect(await verdictsOf([1, 1.1, 0.9], quiet, seed)).toEqual(['outside', 'outside']);
    }
  });
});

test('a machine too loud to tell leaves it undecided, and never condemns what is right', async () => {
  const found = new Set<string>();
  for (const seed of seeds)
    for (const told of await verdictsOf([1, 1], loud, seed)) found.add(told);
  expect([...found]).toEqual(['undecided']);
});

describe('by rounds', () => {
  test('half as much again, or as little as six tenths, is caught on the loudest machine', async () => {
    for (const seed of seeds) {
      expect(await verdictsOf([1, 1.5, 0.6], loud, seed, true)).toEqual(['outside', 'outside']);
    }
  });

  test('what is within the band is never condemned', async () => {
    for (const seed of seeds.slice(0, 3)) {
      expect(await verdictsOf([1, 1], loud, seed, true)).toEqual(['undecided']);
      expect(await verdictsOf([1, 1.04, 0.97], quiet, seed, true)).not.toContain('outside');
    }
  });
});

test('a clock too coarse to time by is no clock', async () => {
  await expect(verdictsOf([0, 0], quiet, 1)).rejects.toThrow('too coarse');
});
