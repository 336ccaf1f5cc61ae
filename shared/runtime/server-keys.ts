import * as z from 'zod/mini';
import { readPrivateKey } from '../signing/rsa-key.ts';
import type { SigningKey } from '../signing/sign.ts';
import { parseSecret } from './secret-source.ts';

const instant = z.iso.datetime({ offset: true });
const keyVersion = z.int().check(z.minimum(0), z.maximum(999_999_999));

/**
 * The text of the server's key secret, as the operator writes it. Code that knows `current` and
 * `keys` alone signs with `current`, which stays published for as long as the secret names it.
 */
export const serverKeySecret = z.object({
  current: keyVersion,
  /** Since when it signs; absent for the first. */
  currentFrom: z.optional(instant),
  /** Published already; every instance signs with it from this instant on, by its own clock. */
  next: z.optional(z.object({ keyVersion, from: instant })),
  /** The id of the last change's event, so that a repeated command changes nothing. */
  changedBy: z.optional(z.string()),
  /** Private keys by version. */
  keys: z.record(z.string(), z.object({ privateKey: z.string() })),
});

/** The server's key secret before it is written. */
export type ServerKeySecret = z.input<typeof serverKeySecret>;

/** The provider's own keys. */
export interface ServerKeys {
  readonly current: SigningKey;
  /** What signs from an instant on, in epoch milliseconds. */
  readonly next: { readonly key: SigningKey; readonly from: number } | undefined;
  /** All that an answer may be signed with, by rising version. */
  readonly all: readonly SigningKey[];
}

/**
 * Reads the server's key secret. One bad key spoils it: what may not be able to sign after a switch
 * must not be taken for good before it.
 *
 * @throws {Error} naming the version that is no usable key, and quoting nothing
 */
export function parseServerKeys(text: string): ServerKeys {
  const { current, next, keys } = parseSecret(serverKeySecret, text);
  const all = Object.entries(keys)
    .map(([version, { privateKey }]) => signingKeyOf(Number(version), privateKey))
    .sort((a, b) => a.keyVersion - b.keyVersion);
  return {
    current: keyOfVersion(all, current),
    next: next && { key: keyOfVersion(all, next.keyVersion), from: Date.parse(next.from) },
    all,
  };
}

/** What an answer is signed with at an instant. */
export function signingKeyAt({ current, next }: ServerKeys, nowMs: number): SigningKey {
  return next !== undefined && next.from <= nowMs ? next.key : current;
}

function signingKeyOf(version: number, text: string): SigningKey {
  const privateKey = readPrivateKey(text);
  if (privateKey === undefined) throw new Error(`server key ${version} is no usable RSA key`);
  return { keyVersion: version, privateKey };
}

function keyOfVersion(all: readonly SigningKey[], version: number): SigningKey {
  const key = all.find((each) => each.keyVersion === version);
  if (key === undefined) throw new Error(`the secret holds no server key ${version}`);
  return key;
}
