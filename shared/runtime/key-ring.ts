import * as z from 'zod/mini';
import { secretNames } from '../catalogue/environment.ts';
import type { SigningKey } from '../signing/sign.ts';
import { type Client, parseClientSecret } from './client-record.ts';
import { HeldValue, type HoldTimes, keyHoldTimes } from './held-value.ts';
import { parseSecret, type SecretSource } from './secret-source.ts';
import { parseServerKeys, type ServerKeys, signingKeyAt } from './server-keys.ts';

/** The text of the client index, as the operator writes it. */
export const clientIndexSecret = z.object({ clientIds: z.array(z.string()) });

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
  readonly #serverKeys: HeldValue<ServerKeys>;
  readonly #clientIndex: HeldValue<ReadonlySet<string>>;
  readonly #clients = new Map<string, HeldValue<Client | undefined>>();
  readonly #refreshes = new Map<string, { refreshId: string; done: Promise<void> }>();

  constructor(source: SecretSource, stage: string, now: () => number, onFailure: OnKeyFailure) {
    this.#source = source;
    this.#stage = stage;
    this.#now = now;
    this.#onFailure = onFailure;
    const serverKeys = secretNames.serverKey(stage);
    this.#serverKeys = this.#hold(serverKeys, parseServerKeys, serverKeyHoldTimes);
    this.#clientIndex = this.#hold(
      secretNames.clientIndex(stage),
      parseOnce(parseClientIndex),
      keyHoldTimes,
    );
  }

  /**
   * The key that answers are signed with, and its version.
   *
   * @throws when it was never loaded
   */
  async serverKey(): Promise<SigningKey> {
    return signingKeyAt(await this.serverKeys(), this.#now());
  }

  /**
   * All keys that answers may be signed with.
   *
   * @throws when they were never loaded
   */
  serverKeys(): Promise<ServerKeys> {
    return this.#serverKeys.get();
  }

  /** A partner by its id, or undefined when there is none. */
  async client(clientId: string): Promise<Client | undefined> {
    return (await this.#isKnown(clientId)) ? this.#heldClient(clientId).get() : undefined;
  }

  /** The same, asked for anew: its keys may have changed since. */
  async reloadClient(clientId: string): Promise<Client | undefined> {
    return (await this.#isKnown(clientId)) ? this.#heldClient(clientId).reload() : undefined;
  }

  /**
   * Loads a partner's record anew because an operator has asked for it, once for each asking and
   * whatever was tried just now.
   *
   * @throws when it cannot be loaded: what is held may be what must not be used any more
   */
  refreshClient(clientId: string, refreshId: string): Promise<void> {
    const begun = this.#refreshes.get(clientId);
    if (begun?.refreshId === refreshId) return begun.done;
    const refresh = { refreshId, done: this.#renew(clientId) };
    this.#refreshes.set(clientId, refresh);
    refresh.done.catch(() => {
      if (this.#refreshes.get(clientId) === refresh) this.#refreshes.delete(clientId);
    });
    return refresh.done;
  }

  /** Lets the next request load what every request needs at once, though that has failed just now. */
  forgetFailures(): void {
    this.#serverKeys.forgetFailure();
    this.#clientIndex.forgetFailure();
  }

  async #renew(clientId: string): Promise<void> {
    await this.#heldClient(clientId).renew();
  }

  async #isKnown(clientId: string): Promise<boolean> {
    if ((await this.#clientIndex.get()).has(clientId)) return true;
    return (await this.#clientIndex.reload()).has(clientId);
  }

  #heldClient(clientId: string): HeldValue<Client | undefined> {
    const known = this.#clients.get(clientId);
    if (known !== undefined) return known;
    const name = secretNames.client(this.#stage, clientId);
    const parse = parseOnce((text) => parseClientSecret(clientId, text));
    const held = new HeldValue(
      async () => {
        const text = await this.#source.read(name);
        return text === undefined ? undefined : parse(text);
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

function parseClientIndex(text: string): ReadonlySet<string> {
  return new Set(parseSecret(clientIndexSecret, text).clientIds);
}

/**
 * Parses a text again only when it is another one: then a look that finds nothing new costs the
 * same whatever it is for, be it a list of ids or a record with its keys, and gives what is held.
 */
function parseOnce<Value>(parse: (text: string) => Value): (text: string) => Value {
  let last: { readonly text: string; readonly value: Value } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, value: parse(text) };
    return last.value;
  };
}
