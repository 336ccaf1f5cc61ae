/** What a soak run may find wrong. Each is none, or the run has failed. */
export const wrongKinds = [
  'unverified',
  'unanswered',
  'untrue',
  'lost',
  'doubled',
  'amounts',
  'unsettled',
  'server',
] as const;
export type WrongKind = (typeof wrongKinds)[number];

// Enough to see what is going on; a run that fails for one reason does so thousands of times.
const keptOfEach = 5;

/** Counts what is done, how long it takes, and whatever is wrong. */
export class Tally {
  readonly counts = new Map<string, number>();
  readonly #tookMs = new Map<string, number[]>();
  readonly #wrong = new Map<WrongKind, string[]>();

  count(what: string, more = 1): void {
    this.counts.set(what, this.countOf(what) + more);
  }

  countOf(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  took(api: string, ms: number): void {
    const times = this.#tookMs.get(api);
    if (times) times.push(ms);
    else this.#tookMs.set(api, [ms]);
  }

  wrong(kind: WrongKind, text: string): void {
    const texts = this.#wrong.get(kind);
    if (texts) texts.push(text);
    else this.#wrong.set(kind, [text]);
  }

  wrongs(kind: WrongKind): number {
    return this.#wrong.get(kind)?.length ?? 0;
  }

  get isSound(): boolean {
    return this.#wrong.size === 0;
  }

  /** What was wrong, the first few of each kind. */
  complaints(): string[] {
    return [...this.#wrong].flatMap(([kind, texts]) => [
      ...texts.slice(0, keptOfEach).map((text) => `WRONG ${kind}: ${text}`),
      ...(texts.length > keptOfEach ? [`WRONG ${kind}: ${texts.length} in all`] : []),
    ]);
  }

  /** A line for each API: how often, the median, and what one in a hundred exceeds. */
  latencies(): string[] {
    return [...this.#tookMs].sort().map(([api, times]) => {
      const sorted = Float64Array.from(times).sort();
      const at = (share: number): string =>
        (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
      return `  ${api.padEnd(24)}${sorted.length} answers, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
    });
  }
}
