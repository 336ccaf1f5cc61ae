import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { writeDurably } from './durable-file.ts';
import { IncurableError } from './engine-messages.ts';
import { secretVersion } from './secret-versions.ts';

const secretSchema = z.object({
  name: z.string(),
  arn: z.string(),
  description: z.optional(z.string()),
  createdAtMs: z.number(),
  changedAtMs: z.number(),
  deletedAtMs: z.optional(z.number()),
  versions: z.readonly(z.array(secretVersion)),
});
const secretsFile = z.object({ secrets: z.array(secretSchema) });

/** A secret with all its versions. `deletedAtMs` is when its recovery window ends. */
export type Secret = z.infer<typeof secretSchema>;

/** The secrets of one state folder, or of memory. A change is visible once it is on the disk. */
export class SecretsStore {
  readonly #path: string | undefined;
  #secrets: ReadonlyMap<string, Secret>;

  /** @throws {IncurableError} when the folder's file is not one this store wrote. */
  constructor(stateDir: string | undefined) {
    this.#path = stateDir === undefined ? undefined : join(stateDir, 'secrets.json');
    this.#secrets = new Map(read(this.#path).map((secret) => [secret.name, secret]));
  }

  /** All secrets in the order of their names. */
  all(): readonly Secret[] {
    return [...this.#secrets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Finds a secret by its name, its ARN, or its ARN without the six random characters. */
  find(secretId: string): Secret | undefined {
    const byArn = ({ arn }: Secret) =>
      arn === secretId || arn.slice(0, -'-abcdef'.length) === secretId;
    return this.#secrets.get(secretId) ?? this.all().find(byArn);
  }

  /** Adds a secret, or replaces the one of its name. */
  save(secret: Secret): void {
    this.#write(new Map(this.#secrets).set(secret.name, secret));
  }

  remove(name: string): void {
    this.#write(new Map([...this.#secrets].filter(([other]) => other !== name)));
  }

  #write(secrets: ReadonlyMap<string, Secret>): void {
    if (this.#path !== undefined)
      writeDurably(this.#path, JSON.stringify({ secrets: [...secrets.values()] }));
    this.#secrets = secrets;
  }
}

function read(path: string | undefined): readonly Secret[] {
  if (path === undefined || !existsSync(path)) return [];
  try {
    return z.parse(secretsFile, JSON.parse(readFileSync(path, 'utf8'))).secrets;
  } catch (cause) {
    throw new IncurableError(`${path} does not hold secrets as they were written. Remove it.`, {
      cause,
    });
  }
}
