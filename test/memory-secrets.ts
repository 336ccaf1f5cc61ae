import { secretNames } from '../shared/catalogue/environment.ts';
import type { ClientSecret } from '../shared/runtime/client-record.ts';
import type { SecretSource } from '../shared/runtime/secret-source.ts';
import { vectorPem } from './signed-event.ts';

/** Secrets in memory, each of which can be made to fail; every read is counted by name. */
export class MemorySecrets implements SecretSource {
  readonly reads: string[] = [];
  readonly #texts = new Map<string, string>();
  /** Called before each read; what it throws is thrown, what it awaits is awaited. */
  beforeRead: (name: string) => Promise<void> | void = () => undefined;

  constructor(clients: Readonly<Record<string, ClientSecret>>) {
    this.put(secretNames.serverKey(stage), serverKeySecret());
    this.put(secretNames.clientIndex(stage), { clientIds: Object.keys(clients) });
    for (const [clientId, secret] of Object.entries(clients)) {
      this.put(secretNames.client(stage, clientId), secret);
    }
  }

  async read(name: string): Promise<string | undefined> {
    this.reads.push(name);
    await this.beforeRead(name);
    return this.#texts.get(name);
  }

  /** Stores a text as it is, anything else as JSON. */
  put(name: string, secret: unknown): void {
    this.#texts.set(name, typeof secret === 'string' ? secret : JSON.stringify(secret));
  }

  remove(name: string): void {
    this.#texts.delete(name);
  }
}

/** The stage whose secrets these are. */
export const stage = 'test';

/** The server's key secret: the platform's key of the signing vectors, version 7. */
export function serverKeySecret() {
  return { current: 7, keys: { 7: { privateKey: vectorPem('test_platform_pkcs8') } } };
}

/** A client that may do everything on its own account, its key of the signing vectors version 1. */
export function clientSecret(changes: Partial<ClientSecret> = {}): ClientSecret {
  return {
    status: 'active',
    keys: { 1: { publicKey: vectorPem('test_partner_pub') } },
    apis: [
      'queryCreditQuota',
      'applyCreditGrant',
      'inquiryCreditGrant',
      'submitAttachment',
      'inquiryAvailableQuota',
      'queryBudgetAccountInfo',
    ],
    contracts: { fx: { status: 'valid' }, worldcard: { status: 'valid' } },
    customers: 'optional',
    tokensRequired: true,
    ...changes,
  };
}
