import { decisionSecret } from '../../shared/runtime/https-decision-service.ts';
import { parseSecret } from '../../shared/runtime/secret-source.ts';
import { fingerprintOf } from '../../shared/signing/fingerprint.ts';
import { readPrivateKey, readPublicKey } from '../../shared/signing/rsa-key.ts';
import type { KeySafe } from './key-safe.ts';

/** Who has a key, and under which version where that is a partner. */
export interface KeyUse {
  /** In words: `P-1 as version 2`, `the server`. */
  readonly user: string;
  readonly clientId?: string;
  readonly keyVersion?: number;
}

/**
 * Every use of a key within its stage: one key speaks for one party in one direction, or answers
 * could be passed off as requests. Retired keys count; what other stages use is not looked at.
 *
 * @throws when a secret cannot be read: then nobody knows. What a `dev` stack that is gone has left
 *   is passed over with a warning
 */
export async function usesOf(
  fingerprint: string,
  safe: KeySafe,
  warn: (text: string) => void,
): Promise<KeyUse[]> {
  const [clients, server, decision] = await Promise.all([
    safe.clientsOfThisStack(warn),
    safe.serverKey(),
    safe.decisionService(),
  ]);
  const ofClients = [...clients].flatMap(([clientId, { keys }]) =>
    Object.entries(keys).map(([version, { publicKey }]): [KeyUse, string] => {
      const user = `${clientId} as version ${version}`;
      return [{ user, clientId, keyVersion: Number(version) }, publicFingerprint(publicKey)];
    }),
  );
  const ofServer = Object.entries(server?.keys ?? {}).map(
    ([version, { privateKey }]): [KeyUse, string] => [
      { user: `the server as version ${version}` },
      privateFingerprint(privateKey),
    ],
  );
  const all = [...ofClients, ...ofServer, ...usesOfDecisions(decision)];
  return all.filter(([, used]) => used === fingerprint).map(([use]) => use);
}

function usesOfDecisions(text: string | undefined): [KeyUse, string][] {
  if (text === undefined) return [];
  const { privateKey, servicePublicKey } = parseSecret(decisionSecret, text);
  return [
    [{ user: 'the server towards the decision service' }, privateFingerprint(privateKey)],
    [{ user: 'the decision service' }, publicFingerprint(servicePublicKey)],
  ];
}

/** What is no usable key is nobody's. */
function publicFingerprint(text: string): string {
  const key = readPublicKey(text);
  return key === undefined ? '' : fingerprintOf(key);
}

function privateFingerprint(text: string): string {
  const key = readPrivateKey(text);
  return key === undefined ? '' : fingerprintOf(key);
}
