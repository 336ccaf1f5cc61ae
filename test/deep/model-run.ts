import * as fc from 'fast-check';
import type { Table } from '../../shared/store/table.ts';
import type { Picks } from './model-application.ts';
import { verify } from './model-check.ts';
import {
  applyAgain,
  applyNew,
  applyTogether,
  inquire,
  inquireQuota,
  replay,
} from './model-partner.ts';
import { postAgain, postNew } from './model-steps.ts';
import type { ModelTenant } from './model-tenant.ts';
import {
  checkDue,
  checkFull,
  decide,
  disturbQueue,
  redrive,
  refuseSends,
  wait,
  work,
} from './model-time.ts';
import { type Sides, stageSides } from './model-world.ts';

type Act = (sides: Sides, picks: Picks) => Promise<ModelTenant[]>;

interface Step {
  readonly act: Act;
  readonly weight: number;
  readonly when?: (sides: Sides) => boolean;
}

const hasApplied = ({ tenants }: Sides) => tenants.some(({ grants }) => grants.size > 0);

/** Every kind of step, and how often it is taken. */
const steps: readonly Step[] = [
  { act: applyNew, weight: 22 },
  { act: applyTogether, weight: 4 },
  { act: applyAgain, weight: 5, when: hasApplied },
  { act: replay, weight: 3, when: ({ sent }) => sent.length > 0 },
  { act: inquire, weight: 2 },
  { act: inquireQuota, weight: 2 },
  { act: postNew, weight: 24 },
  { act: postAgain, weight: 3, when: ({ posted }) => posted.length > 0 },
  { act: decide, weight: 6 },
  { act: refuseSends, weight: 2 },
  { act: disturbQueue, weight: 9, when: ({ world }) => world.queue.waiting.length > 0 },
  { act: work, weight: 14, when: ({ world }) => world.queue.waiting.length > 0 },
  { act: redrive, weight: 2, when: ({ world }) => world.queue.dead.length > 0 },
  { act: wait, weight: 12 },
  { act: checkDue, weight: 6 },
  { act: checkFull, weight: 1 },
];

/** One step of a run; shrinks as its numbers do. */
class StepCommand implements fc.AsyncCommand<Sides, Sides> {
  readonly step: Step;
  readonly picks: Picks;

  constructor(step: Step, picks: Picks) {
    this.step = step;
    this.picks = picks;
  }

  check(sides: Sides): boolean {
    return this.step.when?.(sides) ?? true;
  }

  async run(sides: Sides): Promise<void> {
    await verify(sides, await this.step.act(sides, this.picks));
  }

  toString(): string {
    return `${this.step.act.name}(${this.picks.join(', ')})`;
  }
}

/** How one model run is made. */
export interface ModelRun {
  readonly operations: number;
  readonly seed: number;
  /** Repeats one failure: where fast-check found it. */
  readonly path?: string | undefined;
  readonly replayPath?: string | undefined;
  /** Gives each world an empty table; in memory unless given. */
  readonly newTable?: () => Promise<Table>;
}

const stepsAWorld = 160;
const worldsATry = 10;

/**
 * Runs random steps against the provider and its model, a new world every so many, until enough
 * have been taken.
 *
 * @returns how many of what there were
 * @throws when they differ, with the shortest steps found that show it
 */
export async function modelRun(run: ModelRun): Promise<ReadonlyMap<string, number>> {
  const tally = new Map<string, number>([['operations', 0]]);
  const operations = () => tally.get('operations') ?? 0;
  let worldsMade = 0;
  const worlds = fc.asyncProperty(commands(run.replayPath), async (taken) => {
    // Other names in each world: a table knows a transaction again that it has seen before.
    const sides = await stageSides(await run.newTable?.(), run.newTable ? `_${worldsMade++}` : '');
    try {
      await fc.asyncModelRun(() => ({ model: sides, real: sides }), taken);
      await settle(sides);
    } finally {
      sides.tally.set('operations', sides.steps);
      for (const [what, times] of sides.tally) tally.set(what, (tally.get(what) ?? 0) + times);
    }
  });
  for (let round = 0; operations() < run.operations; round++) {
    const seed = run.seed + round;
    const path = run.path === undefined ? {} : { path: run.path };
    const details = await fc.check(worlds, { seed, numRuns: worldsATry, ...path });
    if (details.failed) throw new Error(failureOf(details, seed), { cause: details.errorInstance });
    if (run.path !== undefined) break;
  }
  return tally;
}

function commands(replayPath: string | undefined) {
  const picks = fc.array(fc.nat({ max: 2 ** 20 }), { minLength: 10, maxLength: 10 });
  const kinds = steps.flatMap((step) => {
    const one = picks.map((numbers) => new StepCommand(step, numbers));
    return Array.from({ length: step.weight }, () => one);
  });
  const shrinks = replayPath === undefined ? {} : { replayPath };
  return fc.commands(kinds, { maxCommands: stepsAWorld, size: 'max', ...shrinks });
}

function failureOf<Taken>(details: fc.RunDetails<[Taken]>, seed: number): string {
  const taken = String(details.counterexample?.[0]);
  const replayPath = /replayPath="([^"]*)"/.exec(taken)?.[1] ?? '';
  const again = `--seed ${seed} --path '${details.counterexamplePath}' --replay '${replayPath}'`;
  return `${String(details.errorInstance)}\n${taken}\nrepeat: npm run test:deep -- ${again}`;
}

/** What is left is decided once faults have stopped; what waits for a person, when time is up. */
async function settle(sides: Sides): Promise<void> {
  const { world, tenants } = sides;
  sides.opinion = 'approve';
  world.queue.refuseSends = undefined;
  await redrive(sides);
  const undecided = (waitsFor: string) =>
    tenants.some(({ grants }) =>
      [...grants.values()].some((g) => g.status === 'ACCEPTED' && g.waitsFor === waitsFor),
    );
  for (let round = 0; round < 3; round++) {
    world.clock.ms += 6 * 60_000;
    await verify(sides, await checkDue(sides));
    for (let polls = 0; polls < 50; polls++) {
      const now = world.clock.ms;
      if (!world.queue.waiting.some(({ visibleAt }) => visibleAt <= now)) break;
      await verify(sides, await work(sides, [0]));
    }
    if (round === 0 && undecided('DECISION')) throw new Error('M-12: not decided in six minutes');
    if (round === 0) world.clock.ms += 635 * 60_000;
  }
  if (undecided('REVIEW')) throw new Error('M-12: not decided when time was up');
  await verify(sides, await checkFull(sides));
}
