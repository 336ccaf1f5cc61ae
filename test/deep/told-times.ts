import { type Comparison, describe, type SameTimeOptions } from './same-time.ts';
import { report, scaled, seed } from './scale.ts';
import { randomFrom } from './seeded-random.ts';

/** What the contract of time allows two medians to be apart. */
const band = 0.05;
/**
 * The same where it is wall-clock time of a part of the size: another process has its share in it,
 * and on a busy machine only so much is beyond what that explains.
 */
const roughBand = 0.5;

/** Collects the comparisons of a suite, for its verdict and for its closing figures. */
export function toldTimes() {
  const all: Comparison[] = [];
  return {
    /** How to compare; in full up to so many batches. */
    options: (sizes: Pick<SameTimeOptions, 'maxBatches' | 'now'>): SameTimeOptions => ({
      ...sizes,
      band: sizes.now === undefined && scaled(10) < 10 ? roughBand : band,
      random: randomFrom(seed),
    }),
    /** What is beyond doubt not the same; each is told in full. */
    outside(what: string, compared: readonly Comparison[]): string[] {
      all.push(...compared);
      const out = compared.filter(({ verdict }) => verdict === 'outside');
      return out.map((comparison) => `${what}: ${describe(comparison)}`);
    },
    /**
     * What to complain of where too few were found the same: in full fewer than half. A part of it
     * is too short for a busy machine to decide any.
     */
    tooFew(): string[] {
      const same = all.filter(({ verdict }) => verdict === 'same').length;
      const least = scaled(10) >= 10 ? all.length / 2 : 0;
      return same >= least ? [] : [`${same} of ${all.length} were found the same`];
    },
    /** Tells how many there were and how far the median furthest from 1 is from it. */
    close(suite: string): void {
      const of = (verdict: Comparison['verdict']) =>
        all.filter((each) => each.verdict === verdict).length;
      const furthest = Math.max(0, ...all.map(({ ratio }) => Math.abs(ratio - 1)));
      report(suite, {
        comparisons: all.length,
        same: of('same'),
        undecided: of('undecided'),
        outside: of('outside'),
        'furthest median apart in %': Number((100 * furthest).toFixed(2)),
      });
    },
  };
}
