import fc from 'fast-check';
import type { Opinion } from '../../shared/runtime/decision-service.ts';
import { clientSecret } from '../memory-secrets.ts';
import { MemoryTable } from '../memory-table.ts';
import { invoice, stagedInstance } from '../stage-rows.ts';
import { WatchedTable } from '../watched-table.ts';
import { termMs } from './crash-stage.ts';
import { newWorld } from './world.ts';

const minuteMs = 60_000;
const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1_000, burst: 10_000 }) };
/** Room for all that a run applies for. */
export const limit = { creditLimitMinor: 1_000_000_000_000n };

/**
 * Seeded like every other choice: a run is repeated by its seed. Evenly spread, as what it stands
 * for is: a bias to small values would shorten each backoff and heap up work no worker gets through.
 */
function randomOf(runSeed: number): () => number {
  const draws = fc.sample(fc.noBias(fc.nat({ max: 2 ** 31 - 1 })), {
    numRuns: 20_000,
    seed: runSeed,
  });
  let drawn = 0;
  return () => (draws[drawn++ % draws.length] ?? 0) / 2 ** 31;
}

/** What is wrong at the moment, each as how likely it meets a call. */
interface Weather {
  sends: number;
  notices: number;
  decisions: number;
  slow: number;
  pending: number;
  throttled: number;
  repliesLost: number;
  noWorker: number;
  twice: number;
  noCheck: number;
}

const calm: Weather = {
  sends: 0,
  notices: 0,
  decisions: 0,
  slow: 0,
  pending: 0,
  throttled: 0,
  repliesLost: 0,
  noWorker: 0,
  twice: 0,
  noCheck: 0,
};

/** Each fault is absent, now and then, or there is nothing but it. */
function newWeather(random: () => number): Weather {
  const degree = (): number => [0, 0, 0.1, 0.5, 1][Math.floor(random() * 5)] ?? 0;
  return {
    sends: degree(),
    notices: degree(),
    decisions: degree(),
    slow: degree(),
    pending: degree(),
    throttled: degree() / 2,
    repliesLost: degree() / 10,
    noWorker: degree(),
    twice: degree() / 2,
    noCheck: degree(),
  };
}

/** A world whose dependencies fail as the weather says. */
export function newRun(runSeed: number) {
  const random = randomOf(runSeed);
  const world = newWorld({ clients, memory: new MemoryTable(), random });
  let weather = calm;
  const hits = (probability: number): boolean => random() < probability;
  const table = new WatchedTable(world.memory);
  const fail = (name: string): Promise<never> =>
    Promise.reject(Object.assign(new Error('a fault'), { name }));
  const throttle = () => (hits(weather.throttled) ? fail('ThrottlingException') : undefined);
  table.watch = {
    beforeRead: throttle,
    beforeWrite: throttle,
    afterWrite: () => (hits(weather.repliesLost) ? fail('TimeoutError') : undefined),
  };
  world.scripted.script = (): Opinion => {
    // A tenth of its two seconds: ten workers wait at once.
    if (hits(weather.slow)) world.clock.ms += 200;
    if (hits(weather.decisions)) throw new Error('down');
    return { opinion: hits(weather.pending) ? 'pending' : 'approve' };
  };
  world.bus.refuses = () => (hits(weather.notices) ? new Error('no bus') : undefined);
  let checkAt = world.clock.ms + Math.floor(random() * minuteMs);
  /** Until nothing is due, or the next check is: slow decisions can always make more work due. */
  async function work(): Promise<void> {
    while (world.clock.ms <= checkAt) {
      const refused = hits(weather.sends);
      world.queue.refuseSends = refused ? () => new Error('refused') : undefined;
      if (hits(weather.noWorker)) {
        // Received, and never handed to anyone.
        if (world.queue.receive().length === 0) return;
        continue;
      }
      if ((await world.work(table)) === 0) return;
      const [some] = world.queue.waiting;
      if (some && hits(weather.twice)) world.queue.deliverAgain(some.id);
      if (weather.twice > 0 && hits(0.2)) world.queue.waiting.reverse();
    }
  }
  /** Lets time pass: messages as they fall due, a check each minute. */
  async function pass(untilMs: number): Promise<void> {
    const { clock, queue } = world;
    while (clock.ms < untilMs) {
      const next = Math.min(untilMs, checkAt, queue.nextAt() ?? Number.POSITIVE_INFINITY);
      clock.ms = Math.max(clock.ms, next);
      await work();
      if (clock.ms < checkAt) continue;
      checkAt += minuteMs;
      const refused = hits(weather.sends);
      queue.refuseSends = refused ? () => new Error('refused') : undefined;
      // A check that meets faults does the rest, and then fails.
      if (!hits(weather.noCheck)) await world.checkDue(table).catch(() => undefined);
    }
  }
  return {
    world,
    table,
    random,
    pass,
    change: (to: Weather) => {
      weather = to;
      world.queue.refuseSends = undefined;
    },
  };
}

/** Applies for two hours in changing weather, has a quarter of an hour of none better, calms it. */
export async function stormy(runSeed: number, applications: number) {
  const run = newRun(runSeed);
  const { world, table, random, pass, change } = run;
  const { body, call: callCalmly } = await stagedInstance(world.instance(), limit);
  // They expire when it begins: that cannot be told of while there is no bus.
  for (let n = 0; n < 5; n++)
    await callCalmly('applyCreditGrant', body({ referenceNo: `OLD_${n}` }));
  world.clock.ms += termMs;
  const { call } = world.instance(table);
  let weather = newWeather(random);
  for (let n = 0; n < applications; n++) {
    if (n % 10 === 0) weather = newWeather(random);
    // Whoever gets no clear answer applies again; here, nobody does.
    change({ ...weather, decisions: Math.max(weather.decisions, 0.5) });
    world.queue.refuseSends = random() < weather.sends ? () => new Error('refused') : undefined;
    const referenceNo = `REF_${n}`;
    const forReview = n % 20 === 0 ? { invoiceInfoList: [invoice(`BIG_${n}`, '700000')] } : {};
    const invoiceDate = '20261220';
    await call('applyCreditGrant', body({ referenceNo, invoiceDate, ...forReview }));
    await pass(world.clock.ms + Math.floor((random() * 2 * 120 * minuteMs) / applications));
  }
  // To the end nothing is decided, so that what waits has met all the rest.
  change({ ...newWeather(random), decisions: 1 });
  await pass(world.clock.ms + 15 * minuteMs);
  change(calm);
  return { ...run, calmAt: world.clock.ms };
}
