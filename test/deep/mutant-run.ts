import { createHash, createPrivateKey } from 'node:crypto';
import { vectorPem } from '../signed-event.ts';
import type { Choices } from './choices.ts';
import { asSent, eventOf, type Mutant, type SignedRequest } from './mutant.ts';
import { allKinds, allNames, anyOf, type Kind, weights } from './mutant-kinds.ts';
import { meansTheSame } from './mutant-oracle.ts';
import { mutantStage, partnerKeys } from './mutant-requests.ts';
import { isAdmitted, isRefused, outcomeOf } from './mutant-trial.ts';

/** One mutant in this many goes through the whole function, its answer being signed and read. */
const wholeFunctionEvery = 5;
/** A verifier that is broken is not asked a quarter of a million times. */
const mostWrong = 20;

/** What became of a run's mutants. */
export interface MutationRun {
  readonly mutants: number;
  readonly byKind: Readonly<Record<Kind, number>>;
  /** How often each mutation gave a request that means the same, and how often another. */
  readonly byName: ReadonlyMap<string, { same: number; other: number }>;
  readonly throughTheWholeFunction: number;
  readonly equivalents: number;
  /** Mutants that were let in, and equivalents that were not. */
  readonly wronglyAccepted: readonly string[];
  readonly wronglyRefused: readonly string[];
  /** Whether the table is as the requests themselves have left it. */
  readonly itemsUnchanged: boolean;
}

/** Tries as many mutants, no two alike, of requests that are all accepted as they are. */
export async function runMutations(mutants: number, choose: Choices): Promise<MutationRun> {
  const { instance, privateKeys, requests } = await mutantStage();
  const serverKey = createPrivateKey(vectorPem('test_platform_pkcs8'));
  const kinds = allKinds(requests, privateKeys, serverKey);
  const originals = new Map<SignedRequest, string>();
  for (const request of requests) {
    const sent = asSent(request, false);
    if (!(await isAdmitted(instance, sent))) throw new Error(`refused: ${JSON.stringify(sent)}`);
    originals.set(request, await outcomeOf(instance, sent));
  }
  const answered = requests.filter((request) => !isRefused(originals.get(request) ?? ''));
  const itemsBefore = JSON.stringify(instance.memory.items(), jsonOf);

  // Each has its turn before chance decides, in both ways that a mutant may take.
  const first = [...allNames(kinds), ...allNames(kinds)];
  const seen = new Set<string>();
  const byKind = Object.fromEntries(Object.keys(weights).map((kind) => [kind, 0])) as Record<
    Kind,
    number
  >;
  const byName = new Map<string, { same: number; other: number }>();
  const wronglyAccepted: string[] = [];
  const wronglyRefused: string[] = [];
  let [equivalents, throughTheWholeFunction] = [0, 0];
  while (seen.size < mutants && wronglyAccepted.length + wronglyRefused.length < mostWrong) {
    const whole = seen.size % wholeFunctionEvery === 0;
    const of = choose.of(whole ? answered : requests);
    const [kind, name] = first.pop() ?? anyOf(kinds, choose);
    const mutant = kinds[kind][name]?.(of, asSent(of, choose.int(2) === 0), choose);
    if (mutant === undefined) throw new Error(`no mutation ${name}`);
    if (!isNew(seen, of, mutant)) continue;

    const same = meansTheSame(of, mutant, partnerKeys);
    const outcome = whole ? await outcomeOf(instance, mutant) : undefined;
    // What means the same is not only let in: it is answered as the request itself.
    const accepted =
      outcome === undefined ? await isAdmitted(instance, mutant) : !isRefused(outcome);
    const told = `${kind}, ${name}: ${outcome} to ${JSON.stringify(eventOf(mutant))}`;
    if (accepted && !same) wronglyAccepted.push(told);
    if (same && !(whole ? outcome === originals.get(of) : accepted)) wronglyRefused.push(told);
    count(byName, `${kind}: ${name}`, same);
    byKind[kind] += 1;
    equivalents += same ? 1 : 0;
    throughTheWholeFunction += whole ? 1 : 0;
  }
  const itemsUnchanged = JSON.stringify(instance.memory.items(), jsonOf) === itemsBefore;
  return {
    mutants: seen.size,
    byKind,
    byName,
    throughTheWholeFunction,
    equivalents,
    wronglyAccepted,
    wronglyRefused,
    itemsUnchanged,
  };
}

function isNew(seen: Set<string>, of: SignedRequest, mutant: Mutant): boolean {
  const text = JSON.stringify([of.path, of.time, of.header, mutant]);
  const before = seen.size;
  return seen.add(createHash('sha256').update(text).digest('base64')).size > before;
}

function count(
  byName: Map<string, { same: number; other: number }>,
  name: string,
  same: boolean,
): void {
  const counted = byName.get(name) ?? { same: 0, other: 0 };
  counted[same ? 'same' : 'other'] += 1;
  byName.set(name, counted);
}

function jsonOf(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}` : value;
}
