import {
  BatchGetSecretValueCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Unreadable, unreadable } from './unreadable-secret.ts';

const current = 'AWSCURRENT';
/** What is proposed, until it is current. Only the newest proposal has it: labels are few. */
const proposed = 'AWSPENDING';
const maxTries = 5;
/** The least that Secrets Manager allows. */
const recoveryDays = 7;
/** The most that one call gives by a filter. */
const pageSize = 20;

/** What a change makes of a secret; without a text nothing is written. */
export interface Decided<Told> {
  readonly text?: string;
  readonly told: Told;
}

/** How a secret that is not there is dealt with. */
export interface Absence {
  /** Made anew, encrypted as this other secret is; otherwise its absence is a fault. */
  readonly madeLike?: string;
}

interface Held {
  /** Undefined where there is a version of nothing: a secret of ours is never empty. */
  readonly text: string | undefined;
  readonly versionId: string;
}

/**
 * Secrets that several people may change at once, none of whom undoes what another did. A new value
 * is first put beside the current one; then the label of the current version is moved to it from
 * exactly the version that the change was decided on, which Secrets Manager refuses when another
 * has it by then. The change is then decided again, on what is there now.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export class SecretSafe {
  readonly #client: SecretsManagerClient;

  constructor(client: SecretsManagerClient) {
    this.#client = client;
  }

  /** The current text of a secret, or undefined when there is none. */
  async read(name: string): Promise<string | undefined> {
    return (await this.#held(name))?.text;
  }

  /**
   * Changes a secret, or leaves it as it is, as is decided on its current text.
   *
   * @throws when it cannot be reached, or others change it again and again
   */
  async change<Told>(
    name: string,
    decide: (text: string | undefined) => Decided<Told>,
    absence: Absence = {},
  ): Promise<Told> {
    for (let tries = 0; tries < maxTries; tries++) {
      const held = await this.#held(name);
      const { text, told } = decide(held?.text);
      if (text === undefined || (await this.#swap(name, held, text, absence))) return told;
    }
    throw new Error(
      `${name} was changed by others ${maxTries} times meanwhile: nothing is changed`,
    );
  }

  /**
   * The current texts of all secrets whose names begin so, by name.
   *
   * @throws when one cannot be read, unless that is to be passed over
   */
  async under(
    prefix: string,
    isPassedOver: (failed: Unreadable) => boolean = () => false,
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    let NextToken: string | undefined;
    do {
      const page = await this.#client.send(
        new BatchGetSecretValueCommand({
          Filters: [{ Key: 'name', Values: [prefix] }],
          MaxResults: pageSize,
          NextToken,
        }),
      );
      const failure = (page.Errors ?? []).find((error) => !isPassedOver(unreadable(error)));
      if (failure !== undefined) {
        throw new Error(`${failure.SecretId} cannot be read: ${failure.ErrorCode}`);
      }
      for (const { Name = '', SecretString } of page.SecretValues ?? []) {
        if (SecretString !== undefined && Name.startsWith(prefix)) found.set(Name, SecretString);
      }
      ({ NextToken } = page);
    } while (NextToken !== undefined);
    return found;
  }

  /** Has a secret deleted; for some days it can be had back. One that is not there is none. */
  async remove(SecretId: string): Promise<void> {
    try {
      const RecoveryWindowInDays = recoveryDays;
      await this.#client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays }));
    } catch (error) {
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }

  async #held(SecretId: string): Promise<Held | undefined> {
    try {
      const answer = await this.#client.send(new GetSecretValueCommand({ SecretId }));
      const { SecretString: text, VersionId: versionId } = answer;
      if (text !== undefined && versionId !== undefined) {
        // An emulator of AWS gives a secret that was made without a value an empty one.
        return { text: text === '' ? undefined : text, versionId };
      }
      throw new Error(`${SecretId} holds no text`);
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  /** @returns whether the text is current now, rather than what another has put meanwhile */
  async #swap(
    name: string,
    held: Held | undefined,
    text: string,
    { madeLike }: Absence,
  ): Promise<boolean> {
    if (held === undefined && madeLike !== undefined) {
      if (await this.#create(name, text, madeLike)) return true;
    }
    const put = await this.#client.send(
      new PutSecretValueCommand({ SecretId: name, SecretString: text, VersionStages: [proposed] }),
    );
    // The first version of all is current at once.
    if (put.VersionStages?.includes(current) === true) return true;
    try {
      await this.#client.send(
        new UpdateSecretVersionStageCommand({
          SecretId: name,
          VersionStage: current,
          MoveToVersionId: put.VersionId,
          RemoveFromVersionId: held?.versionId,
        }),
      );
      return true;
    } catch (error) {
      // Also when the move was made and only its answer was lost, so that it was tried again.
      if ((await this.#held(name))?.versionId === put.VersionId) return true;
      if (error instanceof Error && error.name === 'InvalidParameterException') return false;
      throw error;
    }
  }

  /** @returns whether it was made; not when it is there by now */
  async #create(Name: string, SecretString: string, madeLike: string): Promise<boolean> {
    const { KmsKeyId } = await this.#client.send(new DescribeSecretCommand({ SecretId: madeLike }));
    try {
      await this.#client.send(
        new CreateSecretCommand({
          Name,
          SecretString,
          ...(KmsKeyId !== undefined && { KmsKeyId }),
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ResourceExistsException) return false;
      throw error;
    }
  }
}
