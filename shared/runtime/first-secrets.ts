import {
  PutSecretValueCommand,
  ResourceExistsException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type SecretSource, SecretsManagerSource } from './secret-source.ts';

/** Secrets that may be given a first value, and never another. */
export interface FirstSecrets extends SecretSource {
  /** Gives a secret that has no value its first one. Of two at once, one does; neither fails. */
  putFirst(name: string, text: string): Promise<void>;
}

/**
 * The id of every first version. Secrets Manager refuses another value under the same id, so that
 * whoever comes second cannot replace what the first has put.
 */
const firstVersionId = 'quotaline-first-value-of-a-secret';

/** Secrets Manager. */
export class FirstSecretsManager extends SecretsManagerSource implements FirstSecrets {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    super(client);
    this.#client = client;
  }

  async putFirst(SecretId: string, SecretString: string): Promise<void> {
    const put = { SecretId, SecretString, ClientRequestToken: firstVersionId };
    try {
      await this.#client.send(new PutSecretValueCommand(put));
    } catch (error) {
      if (!(error instanceof ResourceExistsException)) throw error;
    }
  }
}
