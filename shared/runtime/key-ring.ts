import * as z from 'zod/mini';
import { secretNames } from '../catalogue/environment.ts';
import { readPrivateKey } from '../signing/rsa-key.ts';
import type { SigningKey } from '../signing/sign.ts';
import { type Client, parseClientSecret } from './client-record.ts';
import { HeldValue, type HoldTimes, keyHoldTimes } from './held-value.ts';
import { parseSecret, type SecretSource } from './secret-source.ts';

const serverKeySecret = z.object({
  current: z.int().check(z.minimum(0)),
  keys: z.record(z.string(), z.object({ privateKey: z.string() })),
});

/** The server's key secret before it is written: private keys by version, one of them current. */
export type ServerKeySecret = z.input<typeof serverKeySecret>;

const clientIndexSecret = z.object({ clientIds: z.array(z.string()) });

/** The client index before it is written: the id of every client. */
export type ClientIndexSecret = z.input<typeof clientIndexSecret>;

/**
 * The server key has no age at which it stops serving: only an instance that never had one may
 * answer unsigned. Once nothing can be loaded for an hour the clients' keys stop serving, so that
 * what is signed from then on is `U`.
 */
const serverKeyHoldTimes: HoldTimes = { ...keyHoldTimes, maxStaleMs: Number.POSITIVE_INFINITY };

/** Told of a secret that could not be loaded, for the log and the alarm on it. */
export type OnKeyFailure = (secretName: string, error: unknown) => void;

/**
 * The keys of the provider and of its partners, held in memory. Only ids of the client index are
 * ever looked up, so a flood of invented ones reaches no secret; what is missing or out of date is
 * asked for at most twice a minute.
 */
export class KeyRing {
  readonly #source: SecretSource;
  readonly #stage: string;
  readonly #now: () => number;
  readonly #onFailure: OnKeyFailure;
  readonly #serverKey: HeldValue<SigningKey>;
  readonly #clientIndex: HeldValue<ReadonlySet<string>>;
  readonly #clients = new Map<string, HeldValue<Client | undefined>>();

  constructor(source: SecretSource, stage: string, now: () => number, onFailure: OnKeyFailure) {
    this.#source = source;
    this.#stage = stage;
    this.#now = now;
    this.#onFailure = onFailure;
    this.#serverKey = this.#hold(secretNames.serverKey(stage), parseServerKey, serverKeyHoldTimes);
    this.#clientIndex = this.#hold(secretNames.clientIndex(stage), parseClientIndex, keyHoldTimes);
  }

  /**
   * The key that answers are signed with, and its version.
   *
   * @throws when it was never loaded
   */
  serverKey(): Promise<SigningKey> {
    return this.#serverKey.get();
  }

  /** A partner by its id, or undefined when there is none. */
  async client(clientId: string): Promise<Client | undefined> {
    return (await this.#isKnown(clientId)) ? this.#heldClient(clientId).get() : undefined;
  }

  /** The same, asked for anew: its keys may have changed since. */
  async reloadClient(clientId: string): Promise<Client | undefined> {
    return (await this.#isKnown(clientId)) ? this.#heldClient(clientId).reload() : undefined;
  }

  async #isKnown(clientId: string): Promise<boolean> {
    if ((await this.#clientIndex.get()).has(clientId)) return true;
    return (await this.#clientIndex.reload()).has(clientId);
  }

  #heldClient(clientId: string): HeldValue<Client | undefined> {
    const known = this.#clients.get(clientId);
    if (known !== undefined) return known;
    const name = secretNames.client(this.#stage, clientId);
    const held = new HeldValue(
      async () => {
        const text = await this.#source.read(name);
        return text === undefined ? undefined : parseClientSecret(clientId, text);
      },
      this.#now,
      (error) => this.#onFailure(name, error),
    );
    this.#clients.set(clientId, held);
    return held;
  }

  #hold<Value>(name: string, parse: (text: string) => Value, times: HoldTimes): HeldValue<Value> {
    const load = async (): Promise<Value> => {
      const text = await this.#source.read(name);
      if (text === undefined) throw new Error(`there is no secret ${name}`);
      return parse(text);
    };
    return new HeldValue(load, this.#now, (error) => this.#onFailure(name, error), times);
  }
}

function parseServerKey(text: string): SigningKey {
  const { current, keys } = parseSecret(serverKeySecret, text);
  const privateKey = readPrivateKey(keys[current]?.privateKey ?? '');
  if (privateKey === undefined) throw new Error(`server key ${current} is no usable RSA key`);
  return { keyVersion: current, privateKey };
}

function parseClientIndex(text: string): ReadonlySet<string> {
  return new Set(parseSecret(clientIndexSecret, text).clientIds);
}
