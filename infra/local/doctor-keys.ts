import { createPublicKey, type KeyObject } from 'node:crypto';
import { secretNames } from '../../shared/catalogue/environment.ts';
import { type Client, parseClientSecret } from '../../shared/runtime/client-record.ts';
import type { SecretSource } from '../../shared/runtime/secret-source.ts';
import { parseServerKeys } from '../../shared/runtime/server-keys.ts';

/** A key that may have signed a request, and how to speak of it. */
export interface KnownKey {
  readonly owner: 'client' | 'server' | 'file';
  /** `key version 2 of DEMO_1`, `the server's key, version 1`. */
  readonly label: string;
  readonly clientId?: string;
  readonly keyVersion?: number;
  readonly publicKey: KeyObject;
  /** Where this machine has it: it opens what was made with the public half by mistake. */
  readonly privateKey?: KeyObject | undefined;
}

/** All keys that are tried, and the clients that some of them belong to. */
export interface KeyBook {
  readonly clients: ReadonlyMap<string, Client>;
  readonly keys: readonly KnownKey[];
  /** What a server would read of them. */
  readonly source: SecretSource;
  readonly stage: string;
}

/**
 * Reads the keys out of a stage's secrets.
 *
 * @param secrets texts by name
 * @param files keys beside those, by the name of their file
 */
export function keyBookOf(
  secrets: ReadonlyMap<string, string>,
  stage: string,
  files: ReadonlyMap<string, KeyObject> = new Map(),
): KeyBook {
  const prefix = secretNames.client(stage, '');
  const clients = new Map(
    [...secrets]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]): [string, Client] => {
        const clientId = name.slice(prefix.length);
        return [clientId, parseClientSecret(clientId, text)];
      }),
  );
  const privateKeys = [...files.values()].filter(({ type }) => type === 'private');
  const known = [...clientKeys(clients), ...serverKeys(secrets.get(secretNames.serverKey(stage)))];
  const inFiles = [...files].map(([file, key]): KnownKey => {
    const publicKey = publicHalfOf(key);
    return { owner: 'file', label: `the key in ${file}`, publicKey };
  });
  const keys = [
    ...known,
    ...inFiles.filter(({ publicKey }) => !known.some((one) => one.publicKey.equals(publicKey))),
  ].map((one) => ({
    ...one,
    privateKey:
      one.privateKey ?? privateKeys.find((key) => publicHalfOf(key).equals(one.publicKey)),
  }));
  return { clients, keys, stage, source: { read: async (name) => secrets.get(name) } };
}

function clientKeys(clients: ReadonlyMap<string, Client>): KnownKey[] {
  return [...clients.values()].flatMap(({ clientId, keys }) =>
    keys.map(({ keyVersion, publicKey }): KnownKey => {
      const label = `key version ${keyVersion} of ${clientId}`;
      return { owner: 'client', label, clientId, keyVersion, publicKey };
    }),
  );
}

function serverKeys(text: string | undefined): KnownKey[] {
  if (text === undefined) return [];
  return parseServerKeys(text).all.map(({ keyVersion, privateKey }): KnownKey => {
    const label = `the server's own key, version ${keyVersion}`;
    const publicKey = publicHalfOf(privateKey);
    return { owner: 'server', label, keyVersion, publicKey, privateKey };
  });
}

function publicHalfOf(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}
