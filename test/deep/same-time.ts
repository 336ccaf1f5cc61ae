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
  /** `outside` only when it is beyond doubt; noise leaves it `undecided`. */
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
  /** Whether the rounds decide what is `outside`, instead of the interval. */
  readonly byRounds?: boolean;
}

/**
 * The time of this process on the processors, in milliseconds: what others do at the same time does
 * not count, nor what is waited for. (Of a thread alone it is told in whole ticks only.)
 */
export function processTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/** What is compared with the first arm: the medians of each batch, and each round. */
interface Samples {
  readonly ratios: number[];
  readonly rounds: { readonly time: number; readonly first: number }[];
}

const roundsPerBatch = 16;
const warmUpBatches = 3;
const firstBatches = 16;
/** Two in a thousand intervals miss the true ratio; each look at the data is another chance to. */
const tail = 0.001;
const resamples = 2_000;
/** How rarely the rounds may condemn, at each look and either way, what is within the band. */
const falseAlarm = 5e-7;

/**
 * Times arms against the first one. In each round of a batch every arm goes once, in random order,
 * and the medians of the batch are compared with each other alone, so that a machine that is slow
 * for a while is slow for all of them. What is said of all batches is their median, with an
 * interval by resampling whole batches. More batches are made until every interval is within the
 * band or outside it, or there have been enough.
 *
 * By rounds, an arm is outside when it loses against the first one in more rounds, though the band
 * is taken off its time, than fair coins would fall: the order in a round is random, so that
 * whatever else the machine does falls on either with the same chance.
 */
export async function compareTimes(
  arms: readonly Arm[],
  options: SameTimeOptions,
): Promise<readonly Comparison[]> {
  const { maxBatches } = options;
  for (let batch = 0; batch < warmUpBatches; batch++) await timesOf(arms, options);
  const samples = arms.map((): Samples => ({ ratios: [], rounds: [] }));
  for (
    let until = Math.min(maxBatches, firstBatches);
    ;
    until = Math.min(maxBatches, Math.ceil(until * 1.5))
  ) {
    while ((samples[0]?.ratios.length ?? until) < until) {
      const [first = [], ...others] = await timesOf(arms, options);
      for (const [index, times] of [first, ...others].entries()) {
        samples[index]?.ratios.push(medianOf(times) / medianOf(first));
        const rounds = times.map((time, round) => ({ time, first: first[round] ?? Number.NaN }));
        samples[index]?.rounds.push(...rounds);
      }
    }
    const compared = samples
      .slice(1)
      .map((each, index) => judge(arms[index + 1]?.name ?? '', each, options));
    const isDecided = compared.every(({ verdict }) => verdict !== 'undecided');
    if (isDecided || until >= maxBatches) return compared;
  }
}

/** Says of one comparison what it came to. */
export function describe({ name, ratio, low, high, batches, verdict }: Comparison): string {
  const interval = `${low.toFixed(3)} to ${high.toFixed(3)}`;
  return `${name} ${ratio.toFixed(3)} (${interval}, ${batches} batches, ${verdict})`;
}

/** Of each arm the times of a batch, round by round. */
async function timesOf(
  arms: readonly Arm[],
  { random, now = () => performance.now() }: SameTimeOptions,
): Promise<number[][]> {
  const turns: { readonly arm: number; readonly go: () => Promise<unknown> }[] = [];
  for (let round = 0; round < roundsPerBatch; round++) {
    const inRound: typeof turns = [];
    for (const [arm, { prepare }] of arms.entries()) inRound.push({ arm, go: await prepare() });
    shuffle(inRound, random);
    turns.push(...inRound);
  }
  const times = arms.map((): number[] => []);
  for (const { arm, go } of turns) {
    const startedAt = now();
    await go();
    times[arm]?.push(now() - startedAt);
  }
  if (!times.every((each) => medianOf(each) > 0)) throw new Error('a clock too coarse to time by');
  return times;
}

function judge(name: string, { ratios, rounds }: Samples, options: SameTimeOptions): Comparison {
  const { band, random, byRounds = false } = options;
  const medians = Float64Array.from({ length: resamples }, () =>
    medianOf(ratios.map(() => ratios[random(ratios.length)] ?? Number.NaN)),
  ).sort();
  const low = medians[Math.floor(tail * resamples)] ?? Number.NaN;
  const high = medians[Math.ceil((1 - tail) * resamples) - 1] ?? Number.NaN;
  const isInside = low >= 1 - band && high <= 1 + band;
  const isBeyond = low > 1 + band || high < 1 - band;
  const slower = rounds.filter(({ time, first }) => time > (1 + band) * first).length;
  const faster = rounds.filter(({ time, first }) => time < (1 - band) * first).length;
  const isUnfair = isMoreThanFair(Math.max(slower, faster), rounds.length);
  const isOutside = byRounds ? isUnfair : isBeyond;
  const verdict = isInside ? 'same' : isOutside ? 'outside' : 'undecided';
  return { name, ratio: medianOf(ratios), low, high, batches: ratios.length, verdict };
}

/** Whether fair coins fall so often too rarely to be believed: Hoeffding's bound, of any number. */
function isMoreThanFair(heads: number, coins: number): boolean {
  const beyond = heads - coins / 2;
  return beyond > 0 && Math.exp((-2 * beyond ** 2) / coins) < falseAlarm;
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
