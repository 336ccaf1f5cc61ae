import { createPublicKey, type KeyObject } from 'node:crypto';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { secretNames } from '../../shared/catalogue/environment.ts';
import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import type { DecisionServiceSecret } from '../../shared/runtime/https-decision-service.ts';
import type { ClientIndexSecret, ServerKeySecret } from '../../shared/runtime/key-ring.ts';
import { readPrivateKey } from '../../shared/signing/rsa-key.ts';
import { newPrivateKeyPem } from './demo-keys.ts';

/** Secrets by the names that functions look them up under. */
export class LocalSecrets {
  readonly #client = new SecretsManagerClient({});
  readonly #stage: string;

  constructor(stage: string) {
    this.#stage = stage;
  }

  /** Makes the server's key on the first start. @returns its public half, PEM */
  async ensureServerKey(): Promise<string> {
    const name = secretNames.serverKey(this.#stage);
    const kept = await this.#read(name);
    if (kept !== undefined) return publicPem(privateKeyIn(kept));
    const privateKey = await newPrivateKeyPem();
    const secret: ServerKeySecret = { current: 1, keys: { 1: { privateKey } } };
    await this.#write(name, JSON.stringify(secret));
    return publicPem(privateKeyIn(JSON.stringify(secret)));
  }

  /** Writes the records of all clients, and the index that lists them. */
  async putClients(clients: Readonly<Record<string, ClientSecret>>): Promise<void> {
    for (const [clientId, secret] of Object.entries(clients)) {
      await this.#write(secretNames.client(this.#stage, clientId), JSON.stringify(secret));
    }
    const index: ClientIndexSecret = { clientIds: Object.keys(clients) };
    await this.#write(secretNames.clientIndex(this.#stage), JSON.stringify(index));
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

function privateKeyIn(secretText: string): KeyObject {
  const secret: ServerKeySecret = JSON.parse(secretText);
  const key = readPrivateKey(secret.keys[secret.current]?.privateKey ?? '');
  if (key === undefined) throw new Error('the server key of this state is unusable: use --reset');
  return key;
}

/** The public half of a private key: SPKI in PEM. */
export function publicPem(privateKey: KeyObject): string {
  return createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
}
