import { type Profiler, Session } from 'node:inspector/promises';
import { rows } from '../instance.ts';
import { floor } from './floor.ts';
import { benchInstance, handled } from './instance.ts';
import { isQuick, tell } from './suite.ts';

// Where the time of one application goes, sampled: no bound is held to it, but it says what a
// figure that passes its bound is made of.
const size = isQuick ? 300 : 1_000;
const [warmUps, rounds] = isQuick ? [4, 6] : [4, 15];
const betweenSamplesUs = 100;

/** The first that a frame's file fits says whose it is. */
const owners: readonly (readonly [id: string, file: RegExp])[] = [
  ['share-crypto', /^node:internal\/crypto\/sig$/],
  ['share-zod', /\/zod\//],
  ['share-log', /@aws-lambda-powertools|\/(?:log-writer|request-log|embedded-metrics)\.ts$/],
  ['share-middy', /@middy\//],
  ['share-signing', /\/shared\/(?:signing|runtime)\//],
  ['share-rules', /\/shared\/(?:domain|catalogue)\/|\/functions\//],
  ['share-store', /\/shared\/store\//],
];
const ofTheEngine = 'share-engine';
const isFloor = /\/test\/bench\/floor\.ts$/;
const isBench = /\/test\//;

const { apply, applications } = await benchInstance();
const variants = [
  floor(applications(1)),
  handled(apply, rows.applyCreditGrant, applications(1)),
] as const;
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: betweenSamplesUs });
const sampledUs = new Map<string, number>();
for (let round = -warmUps; round < rounds; round++) {
  const batches = await Promise.all(variants.map((variant) => variant(size)));
  globalThis.gc?.();
  await session.post('Profiler.start');
  for (const batch of batches) await batch();
  const { profile } = await session.post('Profiler.stop');
  if (round >= 0) add(profile);
}
const floorUs = sampledUs.get('floor') ?? Number.NaN;
tell(
  Object.fromEntries(
    [...owners.map(([id]) => id), ofTheEngine].map((id) => [
      id,
      (sampledUs.get(id) ?? 0) / floorUs,
    ]),
  ),
  Object.fromEntries(sampledUs),
);
process.exit(0);

/** Gives the time of each sample to the nearest caller that somebody owns. */
function add({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): void {
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((to) => [to, id])));
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const ownerOf = new Map(nodes.map(({ id }) => [id, ownerAt(id, frames, callers)]));
  for (const [at, id] of samples.entries()) {
    const owner = ownerOf.get(id) ?? ofTheEngine;
    // The time up to the next sample is this one's.
    sampledUs.set(owner, (sampledUs.get(owner) ?? 0) + (timeDeltas[at + 1] ?? 0));
  }
}

function ownerAt(
  id: number,
  frames: ReadonlyMap<number, Profiler.ProfileNode['callFrame']>,
  callers: ReadonlyMap<number, number>,
): string {
  const files: string[] = [];
  for (let at: number | undefined = id; at !== undefined; at = callers.get(at)) {
    files.push(frames.get(at)?.url ?? '');
  }
  if (files.some((file) => isFloor.test(file))) return 'floor';
  if (frames.get(id)?.functionName === '(idle)') return 'idle';
  for (const file of files) {
    const owner = owners.find(([, fits]) => fits.test(file));
    if (owner !== undefined) return owner[0];
    if (isBench.test(file)) return 'bench';
  }
  return ofTheEngine;
}
