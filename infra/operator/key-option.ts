import { readNamedFile } from '../local/call-file.ts';
import { UsageError } from '../local/call-options.ts';
import type { Given } from './given.ts';
import type { KeySafe } from './key-safe.ts';
import { type KeyUse, usesOf } from './key-uses.ts';
import { type OfferedKey, type RefusedKey, readOfferedKey } from './offered-key.ts';

const keyVersionGrammar = /^(?:0|[1-9][0-9]{0,8})$/;

/** The key in the file that an option names. @throws {UsageError} when there is no such file */
export function keyInFile(given: Given, flag: string): OfferedKey | RefusedKey | undefined {
  const path = given.value(flag);
  if (path === undefined) return undefined;
  return readOfferedKey(readNamedFile(`--${flag}`, path).toString('utf8'));
}

/** The version that `--key-version` says. @throws {UsageError} when it is none */
export function keyVersionIn(given: Given): number | undefined {
  const text = given.value('key-version');
  if (text === undefined) return undefined;
  if (keyVersionGrammar.test(text)) return Number(text);
  throw new UsageError('--key-version is 0 to 999999999, without leading zeros.');
}

/** Who else has a key: everyone but this partner under this version. A second look need not warn. */
export async function othersWith(
  { fingerprint }: OfferedKey,
  safe: KeySafe,
  clientId: string,
  keyVersion: number,
  warn: (text: string) => void = () => undefined,
): Promise<KeyUse | undefined> {
  const uses = await usesOf(fingerprint, safe, warn);
  return uses.find((use) => use.clientId !== clientId || use.keyVersion !== keyVersion);
}

/** Why a key cannot be taken of which somebody has the pair. */
export function usedBy({ fingerprint }: OfferedKey, { user }: KeyUse): string {
  return `the key ${fingerprint} is that of ${user}; every party and direction needs its own pair`;
}
