/** One of several ways that a request can go, to be timed against the others. */
export interface Arm {
  readonly name: string;
  /** Makes the next request ready, untimed; what it gives is timed. */
  prepare(): Promise<() => Promise<unknown>>;
}

/** How an arm's time compares with that of the first: the ratio of medians, and where it may lie. */
export interface Comparison {
  readonly name: string;
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly batches: number;
  /** `outside` only when the whole interval is; noise leaves it `undecided`. */
  readonly verdict: 'same' | 'outside' | 'undecided';
}

export interface SameTimeOptions {
  /** How far two medians may be apart: 0.05 is 5 %. */
  readonly band: number;
  readonly maxBatches: number;
  /** Whole numbers below a bound. */
  readonly random: (below: number) => number;
  /** Milliseconds; the real time unless given. */
  readonly now?: () => number;
}

/**
 * The time of this process on the processors, in milliseconds: what others do at the same time does
 * not count, nor what is waited for. (Of a thread alone it is told in whole ticks only.)
 */
export function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

const roundsPerBatch = 16;
const warmUpBatches = 3;
const firstBatches = 16;
/** Two in a thousand intervals miss the true ratio; each look at the data is another chance to. */
const tail = 0.001;
const resamples = 2_000;

/**
 * Times arms against the first one. In each batch every arm goes as often as the others, in random
 * order, and the medians of the batch are compared with each other alone, so that a machine that
 * is slow for a while is slow for all of them. What is said of all batches is their median, with
 * an interval by resampling whole batches. More batches are made until every interval is within
 * the band or outside it, or there have been enough.
 */
export async function compareTimes(
  arms: readonly Arm[],
  options: SameTimeOptions,
): Promise<readonly Comparison[]> {
  const { maxBatches } = options;
  for (let batch = 0; batch < warmUpBatches; batch++) await mediansOf(arms, options);
  const ratios = arms.map((): number[] => []);
  for (
    let until = Math.min(maxBatches, firstBatches);
    ;
    until = Math.min(maxBatches, Math.ceil(until * 1.5))
  ) {
    while ((ratios[0]?.length ?? until) < until) {
      const medians = await mediansOf(arms, options);
      for (const [index, median] of medians.entries()) {
        ratios[index]?.push(median / (medians[0] ?? Number.NaN));
      }
    }
    const compared = arms.slice(1).map(({ name }, index) => {
      return judge(name, ratios[index + 1] ?? [], options);
    });
    const isDecided = compared.every(({ verdict }) => verdict !== 'undecided');
    if (isDecided || until >= maxBatches) return compared;
  }
}

/** Says of one comparison what it came to. */
export function describe({ name, ratio, low, high, batches, verdict }: Comparison): string {
  const interval = `${low.toFixed(3)} to ${high.toFixed(3)}`;
  return `${name} ${ratio.toFixed(3)} (${interval}, ${batches} batches, ${verdict})`;
}

async function mediansOf(
  arms: readonly Arm[],
  { random, now = () => performance.now() }: SameTimeOptions,
): Promise<number[]> {
  const turns: { readonly arm: number; readonly go: () => Promise<unknown> }[] = [];
  for (let round = 0; round < roundsPerBatch; round++) {
    for (const [arm, { prepare }] of arms.entries()) turns.push({ arm, go: await prepare() });
  }
  shuffle(turns, random);
  const times = arms.map((): number[] => []);
  for (const { arm, go } of turns) {
    const startedAt = now();
    await go();
    times[arm]?.push(now() - startedAt);
  }
  const medians = times.map(medianOf);
  if (!medians.every((median) => median > 0)) throw new Error('a clock too coarse to time by');
  return medians;
}

function judge(name: string, ratios: readonly number[], options: SameTimeOptions): Comparison {
  const { band, random } = options;
  const medians = Float64Array.from({ length: resamples }, () =>
    medianOf(ratios.map(() => ratios[random(ratios.length)] ?? Number.NaN)),
  ).sort();
  const low = medians[Math.floor(tail * resamples)] ?? Number.NaN;
  const high = medians[Math.ceil((1 - tail) * resamples) - 1] ?? Number.NaN;
  const isInside = low >= 1 - band && high <= 1 + band;
  const isOutside = low > 1 + band || high < 1 - band;
  const verdict = isInside ? 'same' : isOutside ? 'outside' : 'undecided';
  return { name, ratio: medianOf(ratios), low, high, batches: ratios.length, verdict };
}

function medianOf(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function shuffle<Value>(values: Value[], random: (below: number) => number): void {
  for (let index = values.length - 1; index > 0; index--) {
    const other = random(index + 1);
    const [a, b] = [values[index], values[other]];
    if (a === undefined || b === undefined) continue;
    values[index] = b;
    values[other] = a;
  }
}
