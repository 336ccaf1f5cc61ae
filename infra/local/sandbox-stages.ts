import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import type { ClientAccess } from './client-access.ts';
import { secretOf } from './client-secret.ts';
import type { Connection } from './connection.ts';
import { connectionOf, writeConnection } from './connection-of.ts';
import { type DemoKeys, ensureDemoKeys } from './demo-keys.ts';
import { writeDurably } from './durable-file.ts';
import { LocalSecrets } from './local-secrets.ts';
import { localStage } from './local-stage.ts';
import { readSeed, type Seed, SeedUnreadable } from './seed-file.ts';
import { seedRows } from './seed-rows.ts';
import { type Wiped, wipeClient } from './wipe-client.ts';

const seedName = 'seed.json';

/** A partner on its stage: what it was given, and its own safe. */
export interface Staged {
  readonly seed: Seed;
  readonly keys: DemoKeys;
}

/** There is no stage to go back to. */
export class NoStage extends Error {
  override readonly name = 'NoStage';
}

/** There is no such partner, neither of the sandbox nor of an operator. */
export class NoPartner extends Error {
  override readonly name = 'NoPartner';
}

/** The partners of the sandbox and what each began with. */
export class SandboxStages {
  readonly #home: string;
  readonly #serverPublicKeyFile: string;
  readonly #staged = new Map<string, Staged>();
  readonly #demo: Staged;
  #recording: Promise<void> = Promise.resolve();
  #baseUrl = '';

  constructor(home: string, serverPublicKeyFile: string, demo: Staged) {
    this.#home = home;
    this.#serverPublicKeyFile = serverPublicKeyFile;
    this.#demo = demo;
    this.#staged.set(demo.seed.partner.clientId, demo);
  }

  get baseUrl(): string {
    return this.#baseUrl;
  }

  /** Finds the stages that were set before a restart. */
  async restore(): Promise<void> {
    const clients = join(this.#home, 'sandbox', 'clients');
    for (const clientId of existsSync(clients) ? readdirSync(clients) : []) {
      const seedPath = join(clients, clientId, seedName);
      if (clientId === this.demoClientId || !existsSync(seedPath)) continue;
      const seed = readSeed(seedPath);
      const customerIds = seed.customers.map(({ id }) => id);
      const keys = await ensureDemoKeys(join(clients, clientId), customerIds);
      this.#staged.set(clientId, { seed, keys });
    }
  }

  /** Learns where the front listens; every client's connection file says so. */
  listenAt(baseUrl: string): void {
    this.#baseUrl = baseUrl;
    for (const clientId of this.#staged.keys()) {
      if (clientId !== this.demoClientId) this.#writeFiles(clientId);
    }
  }

  /** Who is meant where nobody is named. */
  get demoClientId(): string {
    return this.#demo.seed.partner.clientId;
  }

  clients(): readonly string[] {
    return [...this.#staged.keys()];
  }

  has(clientId: string): boolean {
    return this.#staged.has(clientId);
  }

  /** @throws {NoPartner} when neither the sandbox nor an operator has made one of that id */
  async expectPartner(clientId: string): Promise<void> {
    if (this.has(clientId)) return;
    const secrets = new LocalSecrets(localStage.stage);
    try {
      if (await secrets.client(clientId)) return;
    } finally {
      secrets.close();
    }
    throw new NoPartner(`client: there is no partner ${clientId}`);
  }

  /** The stage of the demo partner for a client of another id. */
  stageFor(clientId = `SBX_${randomBytes(6).toString('hex').toUpperCase()}`): Seed {
    const { seed } = this.#demo;
    return { ...seed, partner: { ...seed.partner, clientId } };
  }

  /**
   * Sets a stage: a client that is not there yet gets a key pair and a record, one that is keeps
   * them. Of the rows, those that are missing are written.
   */
  async put(seed: Seed, nowMs: number): Promise<ClientAccess> {
    const { clientId } = seed.partner;
    const customerIds = seed.customers.map(({ id }) => id);
    const before = this.#staged.get(clientId);
    const folder = before?.keys.folder ?? join(this.#home, 'sandbox', 'clients', clientId);
    const keys = await ensureDemoKeys(folder, customerIds);
    if (before === undefined) {
      // All ids are in one index, which is read, changed and written.
      const recorded = this.#recording.then(() => putSecret(clientId, seed, keys));
      this.#recording = recorded.catch(() => undefined);
      await recorded;
    }
    this.#staged.set(clientId, { seed, keys });
    await seedRows(liveDeps().table, seed, keys.tokens, nowMs);
    if (clientId !== this.demoClientId) this.#writeFiles(clientId);
    return this.accessOf(clientId);
  }

  /** @throws {NoStage} when the sandbox has not set one */
  async reset(clientId: string): Promise<Wiped> {
    const { seed, keys } = this.#stagedOf(clientId);
    const wiped = await wipeClient(clientId);
    await seedRows(liveDeps().table, seed, keys.tokens, Date.now());
    return wiped;
  }

  /** @throws {NoStage} when the sandbox has not set one */
  accessOf(clientId: string): ClientAccess {
    const { keys } = this.#stagedOf(clientId);
    return {
      ...this.#connectionOf(clientId),
      privateKey: readFileSync(keys.privateKeyFile, 'utf8'),
      serverPublicKey: readFileSync(this.#serverPublicKeyFile, 'utf8'),
    };
  }

  #writeFiles(clientId: string): void {
    const { seed, keys } = this.#stagedOf(clientId);
    const inDigits = (_name: string, value: unknown) =>
      typeof value === 'bigint' ? `${value}` : value;
    writeDurably(join(keys.folder, seedName), `${JSON.stringify(seed, inDigits, 2)}\n`);
    writeConnection(join(keys.folder, 'connection.json'), this.#connectionOf(clientId));
  }

  #connectionOf(clientId: string): Connection {
    const { seed, keys } = this.#stagedOf(clientId);
    return connectionOf(seed, keys, this.baseUrl, this.#serverPublicKeyFile);
  }

  #stagedOf(clientId: string): Staged {
    const staged = this.#staged.get(clientId);
    if (staged !== undefined) return staged;
    throw new NoStage(`client: the sandbox has set no stage for ${clientId}`);
  }
}

/** @throws {SeedUnreadable} when somebody else has made a partner of that id */
async function putSecret(clientId: string, seed: Seed, keys: DemoKeys): Promise<void> {
  const secrets = new LocalSecrets(localStage.stage);
  try {
    if (await secrets.client(clientId)) {
      throw new SeedUnreadable(`partner.clientId: ${clientId} is a partner already`);
    }
    await secrets.putClients({ [clientId]: secretOf(seed, keys) });
  } finally {
    secrets.close();
  }
}
