import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod/mini';

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
      // Of a secret that was made without a value an emulator of AWS gives an empty one.
      return SecretString === '' ? undefined : SecretString;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }
}

/**
 * Reads a secret's text: JSON that fits a schema.
 *
 * @throws {Error} that quotes nothing: the messages of JSON.parse and of the schema, which names
 * members that it does not know, would carry the secret into a log
 */
export function parseSecret<Schema extends z.ZodMiniType>(
  schema: Schema,
  text: string,
): z.output<Schema> {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const paths = parsed.error.issues.map(({ path }) => path.map(shown).join('.'));
  throw new Error(`the secret does not fit at ${paths.map((path) => path || 'its root').join()}`);
}

/** A member's name, unless it is too long to be one. */
function shown(name: PropertyKey): string {
  return /^[\w-]{1,32}$/.test(String(name)) ? String(name) : '?';
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('the secret is not JSON');
  }
}
