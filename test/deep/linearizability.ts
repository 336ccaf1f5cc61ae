/** One facility as a sequence of operations would have it. */
export interface Sequential {
  readonly headroomMinor: bigint;
  /** By reference: how much is unused, or that it failed. */
  readonly grants: Readonly<Record<string, bigint | 'FAILED'>>;
  /** By drawdown: how much is outstanding. */
  readonly drawdowns: Readonly<Record<string, bigint>>;
}

/** One step of a history: when it was called and answered, and what it may have done. */
export interface Step {
  readonly name: string;
  readonly calledAt: number;
  /** Never, where the answer was lost. */
  readonly answeredAt: number;
  /** Whether it may just as well not have happened. */
  readonly optional: boolean;
  /** The index of a step that comes before it, of the same operation. */
  readonly after?: number;
  /** The states it leads to with the answer that was given; none when it cannot have been given. */
  readonly next: (state: Sequential) => readonly Sequential[];
}

/**
 * Whether there is an order of the steps, each at some moment between its call and its answer, in
 * which a facility that does one thing at a time would have given the same answers. The search is
 * Wing and Gong's, with a memory of what has led nowhere.
 */
export function isLinearizable(steps: readonly Step[], start: Sequential): boolean {
  const deadEnds = new Set<string>();
  const all = (1n << BigInt(steps.length)) - 1n;
  const must = steps.reduce((mask, { optional }, i) => (optional ? mask : mask | bit(i)), 0n);
  function search(done: bigint, state: Sequential): boolean {
    if ((done & must) === must) return true;
    const key = `${done} ${textOf(state)}`;
    if (deadEnds.has(key)) return false;
    const open = steps.map((_, i) => i).filter((i) => ((all ^ done) & bit(i)) !== 0n);
    const firstAnswer = Math.min(...open.map((i) => steps[i]?.answeredAt ?? 0));
    for (const i of open) {
      const step = steps[i];
      if (step === undefined || step.calledAt > firstAnswer) continue;
      if (step.after !== undefined && (done & bit(step.after)) === 0n) continue;
      for (const next of step.next(state)) if (search(done | bit(i), next)) return true;
    }
    deadEnds.add(key);
    return false;
  }
  return search(0n, start);
}

function bit(index: number): bigint {
  return 1n << BigInt(index);
}

function textOf(state: Sequential): string {
  const sorted = (parts: object) => Object.entries(parts).sort().join();
  return `${state.headroomMinor} ${sorted(state.grants)} ${sorted(state.drawdowns)}`;
}

/** An application that fits wins its amount. */
export function applied(state: Sequential, ref: string, amountMinor: bigint): Sequential[] {
  if (ref in state.grants || state.headroomMinor < amountMinor) return [];
  const grants = { ...state.grants, [ref]: amountMinor };
  return [{ ...state, grants, headroomMinor: state.headroomMinor - amountMinor }];
}

/** An application that does not fit fails for good. */
export function failed(state: Sequential, ref: string): Sequential[] {
  return ref in state.grants ? [] : [{ ...state, grants: { ...state.grants, [ref]: 'FAILED' } }];
}

/** A loan comes out of what its grant has left. */
export function drawn(state: Sequential, ref: string, no: string, minor: bigint): Sequential[] {
  const unused = state.grants[ref];
  if (typeof unused !== 'bigint' || unused < minor || no in state.drawdowns) return [];
  const grants = { ...state.grants, [ref]: unused - minor };
  return [{ ...state, grants, drawdowns: { ...state.drawdowns, [no]: minor } }];
}

/** What is repaid is headroom again. */
export function repaid(state: Sequential, no: string, minor: bigint): Sequential[] {
  const outstanding = state.drawdowns[no];
  if (outstanding === undefined || outstanding < minor) return [];
  const drawdowns = { ...state.drawdowns, [no]: outstanding - minor };
  return [{ ...state, drawdowns, headroomMinor: state.headroomMinor + minor }];
}

/** Granted and outstanding, as a query tells them. */
export function sums(state: Sequential): readonly [granted: bigint, outstanding: bigint] {
  const amounts = Object.values(state.grants).filter((unused) => unused !== 'FAILED');
  const total = (minors: readonly bigint[]) => minors.reduce((sum, minor) => sum + minor, 0n);
  return [total(amounts), total(Object.values(state.drawdowns))];
}
