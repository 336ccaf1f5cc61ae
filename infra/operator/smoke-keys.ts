import { createPublicKey, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { publishedKeys } from '../../shared/catalogue/documents.ts';
import { UsageError } from '../local/call-options.ts';
import { readServerKeyFile } from '../local/server-key-file.ts';
import type { KeySafe } from './key-safe.ts';
import type { SmokeRun } from './smoke-run.ts';
import type { ServerKeys } from './smoke-verifier.ts';
import { sendOverWire, type WirePartner, type WireRequest } from './smoke-wire.ts';
import type { World } from './world.ts';

const published = z.object({
  keys: z.array(z.object({ keyVersion: z.int(), publicKey: z.string() })).check(z.minLength(1)),
});
/** Addressed to nobody, whoever asks. */
const question: WireRequest = { path: publishedKeys.path, method: 'GET', echoed: '' };

/** Whom to ask for the keys, and whom to tell that they had to be taken on trust. */
interface KeySources {
  readonly partner: WirePartner;
  readonly safe: Pick<KeySafe, 'serverKey'>;
  readonly world: Pick<World, 'now' | 'complain'>;
}

/**
 * The keys that answers must verify with: of a file, or of the stage's own secret, or else as the
 * provider itself publishes them, which shows no more than that it is one and the same throughout.
 *
 * @throws {UsageError} when there are none
 */
export async function serverKeysOf(
  file: string | undefined,
  { partner, safe, world }: KeySources,
): Promise<ServerKeys> {
  if (file !== undefined) {
    const read = readServerKeyFile('--server-key', file);
    if (typeof read === 'string') {
      const key = keyOf(read, file);
      return () => key;
    }
    return byVersion(Object.entries(read).map(([version, pem]) => [Number(version), pem]));
  }
  const where = `${partner.baseUrl.origin}${publishedKeys.path}`;
  const own = await ownKeys(safe);
  if (own !== undefined) return own;
  world.complain(`The server's secret cannot be read here: answers are held to ${where} alone.`);
  const answer = await sendOverWire(partner, question, world.now()).catch(() => undefined);
  const { data } = published.safeParse(jsonOf(answer?.body.toString() ?? ''));
  if (data !== undefined) {
    return byVersion(data.keys.map(({ keyVersion, publicKey }) => [keyVersion, publicKey]));
  }
  throw new UsageError(`There are no keys at ${where}: give --server-key <file>.`);
}

/** The keys that are published are those that answers verify with. */
export async function checkPublishedKeys(run: SmokeRun, trusted: ServerKeys): Promise<void> {
  const isTrusted = (keyVersion: number, publicKey: string): boolean =>
    trusted(keyVersion)?.equals(keyOf(publicKey, 'the published key')) === true;
  const shape = published.check(
    z.refine(({ keys }) => keys.some((key) => isTrusted(key.keyVersion, key.publicKey)), {
      path: ['keys'],
    }),
  );
  await run.call('the published keys', question, { outcome: 'S SUCCESS', shape });
}

/** The public halves of the stage's own keys, where there is leave to read them. */
async function ownKeys(safe: KeySources['safe']): Promise<ServerKeys | undefined> {
  const secret = await safe.serverKey().catch(() => undefined);
  if (secret === undefined) return undefined;
  const keys = Object.entries(secret.keys).map(
    ([version, { privateKey }]) => [Number(version), createPublicKey(privateKey)] as const,
  );
  const found = new Map(keys);
  return (keyVersion) => found.get(keyVersion);
}

function byVersion(keys: readonly (readonly [keyVersion: number, pem: string])[]): ServerKeys {
  const found = new Map(keys.map(([version, pem]) => [version, keyOf(pem, `key ${version}`)]));
  return (keyVersion) => found.get(keyVersion);
}

function keyOf(pem: string, what: string): KeyObject {
  try {
    // Outputs and environments hold it on one line, without the frame.
    const bare = { key: Buffer.from(pem, 'base64'), format: 'der', type: 'spki' } as const;
    return createPublicKey(pem.includes('-----BEGIN') ? pem : bare);
  } catch {
    throw new UsageError(`--server-key: ${what} is no public key, in PEM or bare base64.`);
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
