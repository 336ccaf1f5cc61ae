import type { SecretVersion } from './secret-versions.ts';
import { SecretsError } from './secrets-manager-requests.ts';
import type { Secret, SecretsStore } from './secrets-store.ts';

/** What the operations work on. */
export interface SecretsContext {
  readonly store: SecretsStore;
  nowMs(): number;
  /** A new version id, 32 to 64 characters. */
  newVersionId(): string;
  /** Six letters or digits for a new ARN. */
  newArnSuffix(): string;
}

/** Finds a secret, marked for deletion or not; one whose recovery window is over is gone. */
export function findSecret(secretId: string, context: SecretsContext): Secret | undefined {
  const secret = context.store.find(secretId);
  return secret && (secret.deletedAtMs ?? Infinity) > context.nowMs() ? secret : undefined;
}

/** Finds a secret. @throws {SecretsError} ResourceNotFoundException when there is none. */
export function knownSecret(secretId: string, context: SecretsContext): Secret {
  const secret = findSecret(secretId, context);
  if (secret) return secret;
  throw new SecretsError(
    'ResourceNotFoundException',
    "Secrets Manager can't find the specified secret.",
  );
}

/** Finds a secret in use. @throws {SecretsError} InvalidRequestException when marked for deletion. */
export function usableSecret(secretId: string, context: SecretsContext): Secret {
  const secret = knownSecret(secretId, context);
  if (secret.deletedAtMs === undefined) return secret;
  throw new SecretsError(
    'InvalidRequestException',
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}

/** Finds a version by its id. @throws {SecretsError} ResourceNotFoundException when there is none. */
export function knownVersion(secret: Secret, versionId: string): SecretVersion {
  const version = secret.versions.find((each) => each.versionId === versionId);
  if (version) return version;
  throw new SecretsError(
    'ResourceNotFoundException',
    `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
  );
}
