import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretNames } from '../../shared/catalogue/environment.ts';
import { type ClientSecret, clientSecret } from '../../shared/runtime/client-record.ts';
import type { DecisionServiceSecret } from '../../shared/runtime/https-decision-service.ts';
import { type ClientIndexSecret, clientIndexSecret } from '../../shared/runtime/key-ring.ts';
import { parseSecret } from '../../shared/runtime/secret-source.ts';
import {
  parseServerKeys,
  type ServerKeySecret,
  signingKeyAt,
} from '../../shared/runtime/server-keys.ts';
import { publicPem } from '../../shared/signing/fingerprint.ts';
import { newPrivateKeyPem } from './demo-keys.ts';

/** Secrets by the names that functions look them up under. */
export class LocalSecrets {
  readonly #client = new SecretsManagerClient({});
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Makes the server's key on the first start. @returns the public half of what signs now, PEM */
  async ensureServerKey(): Promise<string> {
    const name = secretNames.serverKey(this.#stage);
    const kept = await this.#read(name);
    if (kept !== undefined) return signingPublicPem(kept);
    const privateKey = await newPrivateKeyPem();
    const secret: ServerKeySecret = { current: 1, keys: { 1: { privateKey } } };
    await this.#write(name, JSON.stringify(secret));
    return signingPublicPem(JSON.stringify(secret));
  }

  /** Writes records of clients, and adds them to the index: an operator's own partners stay. */
  async putClients(clients: Readonly<Record<string, ClientSecret>>): Promise<void> {
    for (const [clientId, secret] of Object.entries(clients)) {
      await this.#write(secretNames.client(this.#stage, clientId), JSON.stringify(secret));
    }
    const name = secretNames.clientIndex(this.#stage);
    const kept = await this.#read(name);
    const known = kept === undefined ? [] : parseSecret(clientIndexSecret, kept).clientIds;
    const clientIds = [...new Set([...known, ...Object.keys(clients)])];
    const index: ClientIndexSecret = { clientIds };
    await this.#write(name, JSON.stringify(index));
  }

  /** A client's record as it was left, or undefined. */
  async client(clientId: string): Promise<ClientSecret | undefined> {
    const kept = await this.#read(secretNames.client(this.#stage, clientId));
    return kept === undefined ? undefined : parseSecret(clientSecret, kept);
  }

  /** Writes what the provider and its decision service know each other by. */
  async putDecisionService(secret: DecisionServiceSecret): Promise<void> {
    await this.#write(secretNames.decisionService(this.#stage), JSON.stringify(secret));
  }

  /** Lets the connections go. */
  close(): void {
    this.#client.destroy();
  }

  async #read(SecretId: string): Promise<string | undefined> {
    try {
      return (await this.#client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  }

  async #write(name: string, SecretString: string): Promise<void> {
    try {
      await this.#client.send(new CreateSecretCommand({ Name: name, SecretString }));
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
      await this.#client.send(new PutSecretValueCommand({ SecretId: name, SecretString }));
    }
  }
}

function signingPublicPem(secretText: string): string {
  return publicPem(signingKeyAt(parseServerKeys(secretText), Date.now()).privateKey);
}
