import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretNames } from '../../shared/catalogue/environment.ts';
import { type ClientSecret, clientSecret } from '../../shared/runtime/client-record.ts';
import { clientIndexSecret } from '../../shared/runtime/key-ring.ts';
import { parseSecret } from '../../shared/runtime/secret-source.ts';
import { type ServerKeySecret, serverKeySecret } from '../../shared/runtime/server-keys.ts';
import { patience } from './place.ts';
import { type Decided, SecretSafe } from './secret-safe.ts';
import type { Unreadable } from './unreadable-secret.ts';

/** What a change makes of a record; without a new one nothing is written. */
export interface Made<Record, Told> {
  readonly record?: Record;
  readonly told: Told;
}

/** The secrets of one stage by what they hold, each parsed before anything is decided on it. */
export class KeySafe {
  readonly #safe: SecretSafe;
  readonly #stage: string;

  constructor(safe: SecretSafe, stage: string) {
    this.#safe = safe;
    this.#stage = stage;
  }

  /** The ids that functions look up. */
  async clientIds(): Promise<readonly string[]> {
    return idsIn(await this.#safe.read(secretNames.clientIndex(this.#stage)));
  }

  async client(clientId: string): Promise<ClientSecret | undefined> {
    const text = await this.#safe.read(secretNames.client(this.#stage, clientId));
    return text === undefined ? undefined : parseSecret(clientSecret, text);
  }

  /** Every client that has a record, listed in the index or not. */
  clients(): Promise<ReadonlyMap<string, ClientSecret>> {
    return this.#clients(() => false);
  }

  /**
   * The same; in `dev`, where stacks come and go, but for what an earlier one has left: records that
   * are not listed, under an encryption key that went with it.
   */
  async clientsOfThisStack(
    warn: (text: string) => void,
  ): Promise<ReadonlyMap<string, ClientSecret>> {
    if (this.#stage !== 'dev') return this.clients();
    const listed = new Set((await this.clientIds()).map((id) => secretNames.client('dev', id)));
    return this.#clients(({ name, isUndecryptable }) => {
      const isLeft = isUndecryptable && !listed.has(name);
      if (isLeft)
        warn(`${name} is passed over: it is not listed, and cannot be decrypted any more.`);
      return isLeft;
    });
  }

  async #clients(
    isPassedOver: (failed: Unreadable) => boolean,
  ): Promise<ReadonlyMap<string, ClientSecret>> {
    const prefix = secretNames.client(this.#stage, '');
    const found = await this.#safe.under(prefix, isPassedOver);
    return new Map(
      [...found].map(([name, text]) => [name.slice(prefix.length), recordIn(name, text)]),
    );
  }

  changeClient<Told>(
    clientId: string,
    change: (record: ClientSecret | undefined) => Made<ClientSecret, Told>,
  ): Promise<Told> {
    return this.#safe.change(
      secretNames.client(this.#stage, clientId),
      (text) => written(change(text === undefined ? undefined : parseSecret(clientSecret, text))),
      { madeLike: secretNames.clientIndex(this.#stage) },
    );
  }

  /** Lists a client in the index. @returns whether it was not there */
  addToIndex(clientId: string): Promise<boolean> {
    return this.#safe.change(secretNames.clientIndex(this.#stage), (text) => {
      const clientIds = idsIn(text);
      if (clientIds.includes(clientId)) return { told: false };
      return written({ record: { clientIds: [...clientIds, clientId] }, told: true });
    });
  }

  /** Takes a client out of the index, and its record away; Secrets Manager keeps it for a week. */
  async forget(clientId: string): Promise<void> {
    await this.#safe.change(secretNames.clientIndex(this.#stage), (text) => {
      const clientIds = idsIn(text);
      if (!clientIds.includes(clientId)) return { told: false };
      return written({
        record: { clientIds: clientIds.filter((id) => id !== clientId) },
        told: true,
      });
    });
    await this.#safe.remove(secretNames.client(this.#stage, clientId));
  }

  async serverKey(): Promise<ServerKeySecret | undefined> {
    const text = await this.#safe.read(secretNames.serverKey(this.#stage));
    return text === undefined ? undefined : parseSecret(serverKeySecret, text);
  }

  changeServerKey<Told>(
    change: (secret: ServerKeySecret | undefined) => Made<ServerKeySecret, Told>,
  ): Promise<Told> {
    return this.#safe.change(secretNames.serverKey(this.#stage), (text) =>
      written(change(text === undefined ? undefined : parseSecret(serverKeySecret, text))),
    );
  }

  /** The text of the decision service's secret, if there is one. */
  decisionService(): Promise<string | undefined> {
    return this.#safe.read(secretNames.decisionService(this.#stage));
  }
}

/** The secrets of a stage, by the SDK's own configuration and a profile where there is one. */
export function keySafeOf(profile: { readonly profile?: string }, stage: string): KeySafe {
  return new KeySafe(new SecretSafe(new SecretsManagerClient({ ...patience, ...profile })), stage);
}

function written<Told>({ record, told }: Made<object, Told>): Decided<Told> {
  return record === undefined ? { told } : { text: JSON.stringify(record), told };
}

function idsIn(text: string | undefined): readonly string[] {
  return text === undefined ? [] : parseSecret(clientIndexSecret, text).clientIds;
}

function recordIn(name: string, text: string): ClientSecret {
  try {
    return parseSecret(clientSecret, text);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
}
