import {
  type Arm,
  type Comparison,
  compareTimes,
  describe,
  type SameTimeOptions,
} from './same-time.ts';
import { report, scaled, seed } from './scale.ts';
import { randomFrom } from './seeded-random.ts';

/** What the contract of time allows two medians to be apart. */
const band = 0.05;
/** What a part of the size must at least be able to see. */
const plainBand = 0.25;

type Sizes = Pick<SameTimeOptions, 'maxBatches' | 'now'>;

/** Collects the comparisons of a suite, for its verdict and for its closing figures. */
export function toldTimes() {
  const all: Comparison[] = [];
  const inFull = scaled(10) >= 10;
  /**
   * How to compare; in full up to so many batches. By the clock a part of the size is judged by its
   * rounds: the intervals of so few batches are beyond a band at times that only others' load took.
   */
  const options = (sizes: Sizes): SameTimeOptions => ({
    ...sizes,
    band,
    byRounds: !inFull && sizes.now === undefined,
    random: randomFrom(seed),
  });
  return {
    options,
    /** What is beyond doubt not the same; each is told in full. */
    outside(what: string, compared: readonly Comparison[]): string[] {
      all.push(...compared);
      const out = compared.filter(({ verdict }) => verdict === 'outside');
      return out.map((comparison) => `${what}: ${describe(comparison)}`);
    },
    /**
     * Whether an arm that takes so much longer is found out by the very measure that the suite
     * trusts, at the size and on the machine that it runs on.
     */
    async findsPlanted(arm: Arm, share: number, sizes: Sizes): Promise<boolean> {
      const arms = [arm, slowed(arm, share, sizes.now)];
      const [planted] = await compareTimes(arms, options(sizes));
      return planted?.verdict === 'outside';
    },
    /**
     * What to complain of where too little was decided: in full fewer than half were found the
     * same; in a part of it one was left so undecided that it may be a quarter off.
     */
    tooFew(): string[] {
      const same = all.filter(({ verdict }) => verdict === 'same').length;
      if (inFull)
        return same >= all.length / 2 ? [] : [`${same} of ${all.length} were found the same`];
      return all
        .filter(({ verdict }) => verdict === 'undecided')
        .filter(({ low, high }) => low < 1 - plainBand || high > 1 + plainBand)
        .map((each) => `undecided: ${describe(each)}`);
    },
    /** Tells how many there were and how far the median furthest from 1 is from it. */
    close(suite: string): void {
      const of = (verdict: Comparison['verdict']) =>
        all.filter((each) => each.verdict === verdict).length;
      const furthest = Math.max(0, ...all.map(({ ratio }) => Math.abs(ratio - 1)));
      const widest = Math.max(0, ...all.map(({ low, high }) => Math.max(high - 1, 1 - low)));
      report(suite, {
        comparisons: all.length,
        same: of('same'),
        undecided: of('undecided'),
        outside: of('outside'),
        'furthest median apart in %': Number((100 * furthest).toFixed(2)),
        'furthest end of an interval in %': Number((100 * widest).toFixed(2)),
      });
    },
  };
}

/** The same arm, but that it takes so much longer by the clock that it is timed with. */
function slowed({ name, prepare }: Arm, share: number, now = () => performance.now()): Arm {
  return {
    name: `${name}, slowed`,
    async prepare() {
      const go = await prepare();
      return async () => {
        const startedAt = now();
        await go();
        const doneAt = now();
        while (now() - doneAt < share * (doneAt - startedAt));
      };
    },
  };
}
