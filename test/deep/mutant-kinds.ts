import type { KeyObject } from 'node:crypto';
import type { Choices } from './choices.ts';
import type { Mutations, SignedRequest } from './mutant.ts';
import type { PrivateKeys } from './mutant-requests.ts';
import { flippedBits, flipWeights } from './mutants-by-a-bit.ts';
import { otherKeyMutations, splicedMutations } from './mutants-from-elsewhere.ts';
import { bodyMutations, eventBodyMutations } from './mutants-of-body.ts';
import { duplicateMutations, grammarMutations } from './mutants-of-header.ts';
import { otherHeaderMutations } from './mutants-of-other-headers.ts';
import { algorithmMutations, versionMutations } from './mutants-of-parameters.ts';
import { pathMutations, requestLineMutations } from './mutants-of-path.ts';
import { borderMutations, clientMutations, timeMutations } from './mutants-of-time.ts';
import { encodingMutations, signingMutations, valueMutations } from './mutants-of-value.ts';

/** How the mutants are shared out. */
export const weights = {
  'flipped bits': 600,
  paths: 40,
  'request lines': 15,
  bodies: 60,
  'event bodies': 20,
  times: 45,
  clients: 25,
  borders: 25,
  grammar: 45,
  versions: 30,
  algorithms: 25,
  duplicates: 30,
  encodings: 45,
  values: 40,
  'ways of signing': 8,
  'other keys': 7,
  splices: 30,
  'other headers': 15,
} as const;

/** A part of a request, or a way to get at it. */
export type Kind = keyof typeof weights;

/** All that is tried, by kind and name. */
export type Kinds = Readonly<Record<Kind, Mutations>>;

/** All mutations, of which some need the other requests and keys that there are. */
export function allKinds(
  requests: readonly SignedRequest[],
  privateKeys: PrivateKeys,
  serverKey: KeyObject,
): Kinds {
  return {
    'flipped bits': flippedBits,
    paths: pathMutations,
    'request lines': requestLineMutations,
    bodies: bodyMutations,
    'event bodies': eventBodyMutations,
    times: timeMutations,
    clients: clientMutations,
    borders: borderMutations,
    grammar: grammarMutations,
    versions: versionMutations,
    algorithms: algorithmMutations,
    duplicates: duplicateMutations,
    encodings: encodingMutations,
    values: valueMutations,
    'ways of signing': signingMutations,
    'other keys': otherKeyMutations(privateKeys, serverKey),
    splices: splicedMutations(requests),
    'other headers': otherHeaderMutations,
  };
}

/** One of them by chance: bits by how many of them a part has, anything else by its turn. */
export function anyOf(kinds: Kinds, choose: Choices): readonly [Kind, string] {
  const kind = choose.weighted(weights);
  if (kind === 'flipped bits') return [kind, choose.weighted(flipWeights)];
  return [kind, choose.of(Object.keys(kinds[kind]))];
}

/** Every mutation by kind and name. */
export function allNames(kinds: Kinds): (readonly [Kind, string])[] {
  return (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    Object.keys(kinds[kind]).map((name): readonly [Kind, string] => [kind, name]),
  );
}
