/** A look at a process, in bytes. */
export interface MemorySample {
  /** Seconds since the process was ready. */
  readonly atSeconds: number;
  /** What the process occupies. */
  readonly rss: number;
  /** What is alive after a collection: heap and buffers. */
  readonly alive: number;
}

/** How the last third of a life compares with the first, medians in MB. */
export interface MemoryJudgement {
  readonly isFlat: boolean;
  readonly samples: number;
  readonly alive: readonly [first: number, last: number];
  readonly rss: readonly [first: number, last: number];
}

const mb = 1_024 * 1_024;
// Until then code is compiled, connections are opened and caches fill; a short run has less of it.
const warmUpSeconds = 60;
const warmUpShare = 0.25;
const leastSamples = 9;
// What is alive may grow by a tenth and a little. In a short life it still warms up: there only a
// leak of some 20 KB a request shows.
const aliveBound = { factor: 1.1, plus: 4 } as const;
const shortAliveBound = { factor: 1.5, plus: 16 } as const;
const aliveFromSeconds = 180;
// What is occupied grows for minutes, up to where the collector finds its pace.
const rssBound = { factor: 1.25, plus: 32 } as const;
const rssFromSeconds = 600;

/** Compares the thirds of a life after its warm-up. @returns undefined when it was too short */
export function judgeMemory(life: readonly MemorySample[]): MemoryJudgement | undefined {
  const end = life.at(-1)?.atSeconds ?? 0;
  const warm = Math.min(warmUpSeconds, end * warmUpShare);
  const samples = life.filter(({ atSeconds }) => atSeconds >= warm);
  if (samples.length < leastSamples) return undefined;
  const third = Math.floor(samples.length / 3);
  const [first, last] = [samples.slice(0, third), samples.slice(-third)];
  const medians = (of: 'rss' | 'alive'): [number, number] => [median(first, of), median(last, of)];
  const [alive, rss] = [medians('alive'), medians('rss')];
  const aliveIsFlat = within(alive, end < aliveFromSeconds ? shortAliveBound : aliveBound);
  const isFlat = aliveIsFlat && (end < rssFromSeconds || within(rss, rssBound));
  return { isFlat, samples: samples.length, alive, rss };
}

function within(
  [first, last]: readonly [number, number],
  { factor, plus }: { readonly factor: number; readonly plus: number },
): boolean {
  return last <= first * factor + plus;
}

function median(samples: readonly MemorySample[], of: 'rss' | 'alive'): number {
  const sorted = samples.map((sample) => sample[of]).sort((left, right) => left - right);
  return Math.round(((sorted[Math.floor(sorted.length / 2)] ?? 0) / mb) * 10) / 10;
}
