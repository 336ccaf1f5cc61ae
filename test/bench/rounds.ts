/** One thing that is timed: makes what a batch needs, untimed, and gives the batch. */
export type Variant = (size: number) => Promise<Batch> | Batch;

/** Does the work of one round, as often as it was prepared for. */
export type Batch = () => Promise<void> | void;

/** Microseconds for one piece of work, by variant, one number a round. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** How many rounds, and how often each variant does its work in one. */
export interface Rounds {
  readonly rounds: number;
  readonly size: number;
  /** How many come before, thrown away: the compiler's. A warm instance is what is measured. */
  readonly warmUps?: number;
}

/**
 * Times each variant once a round, in random order: the processor time of the whole process, so
 * that work on other threads counts, and what other processes do to the clock does not.
 */
export async function timeInRounds(
  variants: Readonly<Record<string, Variant>>,
  { rounds, size, warmUps = 5 }: Rounds,
): Promise<Samples> {
  const samples = new Map(Object.keys(variants).map((name) => [name, [] as number[]]));
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, prepare] of shuffled(Object.entries(variants))) {
      const batch = await prepare(size);
      globalThis.gc?.();
      const before = process.cpuUsage();
      await batch();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) samples.get(name)?.push((user + system) / size);
    }
  }
  return Object.fromEntries(samples);
}

/** The same in random order. */
export function shuffled<Entry>(entries: readonly Entry[]): Entry[] {
  return entries
    .map((entry) => ({ entry, at: Math.random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ entry }) => entry);
}

/** The median of one variant's share of another, round by round. */
export function medianRatio(samples: Samples, of: string, floor: string): number {
  const floors = samples[floor] ?? [];
  return median((samples[of] ?? []).map((value, round) => value / (floors[round] ?? Number.NaN)));
}

/** The value in the middle; of an even number, the lower one of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that such a share of all does not exceed. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
