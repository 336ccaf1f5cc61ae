import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Where secrets are read from. */
export interface SecretSource {
  /** The current text of a secret, or undefined when there is no such secret. */
  read(name: string): Promise<string | undefined>;
}

/** Secrets Manager. */
export class SecretsManagerSource implements SecretSource {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  async read(name: string): Promise<string | undefined> {
    try {
      const { SecretString } = await this.#client.send(
        new GetSecretValueCommand({ SecretId: name }),
      );
      return SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/**
 * Reads a secret's text as JSON.
 *
 * @throws {Error} that quotes nothing: JSON.parse's own message would carry the secret into a log
 */
export function parseSecretJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the secret is not JSON');
  }
}
