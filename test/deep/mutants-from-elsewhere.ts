import { type KeyObject, sign } from 'node:crypto';
import {
  headerOf,
  type Mutation,
  type Mutations,
  percentEncoded,
  type SignedRequest,
  withBytes,
  withHeader,
} from './mutant.ts';
import type { PrivateKeys } from './mutant-requests.ts';
import { textOf } from './mutants-of-value.ts';

/** Parts of the partner's other signed requests in place of a request's own. */
export function splicedMutations(others: readonly SignedRequest[]): Mutations {
  const spliced =
    (
      change: (other: SignedRequest, ...given: Parameters<Mutation>) => ReturnType<Mutation>,
    ): Mutation =>
    (of, sent, choose) =>
      change(choose.of(others), of, sent, choose);
  return {
    'the body of another': spliced((other, _, sent) => ({ ...sent, body: withBytes(other.body) })),
    'the time of another': spliced((other, _, sent) =>
      withHeader(sent, 'request-time', other.time),
    ),
    'the signature of another': spliced((other, _, sent) =>
      withHeader(sent, 'signature', other.header),
    ),
    'time and signature of another': spliced((other, of, sent) =>
      other.path === of.path && other.body.equals(of.body)
        ? sent
        : withHeader(withHeader(sent, 'request-time', other.time), 'signature', other.header),
    ),
    'the path of another': spliced((other, _, sent) => ({
      ...sent,
      path: other.path,
      api: other.api,
    })),
    'path and body of another': spliced((other, of, sent) =>
      other.time === of.time
        ? sent
        : { ...sent, path: other.path, api: other.api, body: withBytes(other.body) },
    ),
  };
}

/** The right text, signed by a key that must not serve. */
export function otherKeyMutations(keys: PrivateKeys, serverKey: KeyObject): Mutations {
  const by =
    (key: KeyObject, versions: readonly (number | undefined)[]): Mutation =>
    (of, sent, choose) => {
      const value = percentEncoded(sign('sha256', textOf(of), key));
      return withHeader(sent, 'signature', headerOf(choose.of(versions), value));
    };
  return {
    'a retired key': by(keys[1], [1, undefined, 0, 2, 3]),
    'a key not live yet': by(keys[4], [4, undefined, 0, 2, 3]),
    'the key of another partner': by(keys.other, [2, 3, undefined, 9]),
    'the key that answers are signed with': by(serverKey, [7, 2, 3, undefined]),
    'the other live key, under the name of this one': (of, sent) => {
      const other = of.keyVersion === 2 ? 3 : 2;
      const value = percentEncoded(sign('sha256', textOf(of), keys[other]));
      return withHeader(sent, 'signature', headerOf(of.keyVersion, value));
    },
  };
}
