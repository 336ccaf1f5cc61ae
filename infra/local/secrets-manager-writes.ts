import {
  CURRENT,
  holderOf,
  type SecretVersion,
  withStageMoved,
  withVersion,
} from './secret-versions.ts';
import {
  findSecret,
  knownVersion,
  type SecretsContext,
  usableSecret,
} from './secrets-manager-lookup.ts';
import { SecretsError, type SecretsRequest } from './secrets-manager-requests.ts';
import type { Secret } from './secrets-store.ts';

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:';
const DAY_MS = 86_400_000;
const DEFAULT_RECOVERY_DAYS = 30;

interface GivenValue {
  readonly ClientRequestToken?: string | undefined;
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

/** Creates a secret, with a current version when a value is given. Repeated, it changes nothing. */
export function createSecret(
  request: SecretsRequest<'CreateSecret'>,
  context: SecretsContext,
): object {
  const existing = findSecret(request.Name, context);
  if (existing) return created(existing, repeatedCreation(existing, request));
  const nowMs = context.nowMs();
  const versions = hasValue(request) ? [newVersion(request, [CURRENT], context)] : [];
  const secret: Secret = {
    name: request.Name,
    arn: `${ARN_PREFIX}${request.Name}-${context.newArnSuffix()}`,
    description: request.Description,
    createdAtMs: nowMs,
    changedAtMs: nowMs,
    versions,
  };
  context.store.save(secret);
  return created(secret, versions[0]);
}

/** Adds a version under the given stages, or as the current one. Repeated, it changes nothing. */
export function putSecretValue(
  request: SecretsRequest<'PutSecretValue'>,
  context: SecretsContext,
): object {
  const secret = usableSecret(request.SecretId, context);
  if (!hasValue(request)) throw invalid('You must provide either SecretString or SecretBinary.');
  const given = request.VersionStages ?? [CURRENT];
  const isFirst = secret.versions.length === 0;
  const stages = [...new Set(isFirst ? [...given, CURRENT] : given)];
  const version =
    repeatedVersion(secret, request) ??
    addVersion(secret, newVersion(request, stages, context), context);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    VersionStages: version.stages,
  };
}

/** Moves a stage from one version to another, or takes it away; AWSCURRENT can only move. */
export function updateSecretVersionStage(
  request: SecretsRequest<'UpdateSecretVersionStage'>,
  context: SecretsContext,
): object {
  const secret = usableSecret(request.SecretId, context);
  const { VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from } = request;
  for (const versionId of [from, to]) if (versionId) knownVersion(secret, versionId);
  const holder = holderOf(secret.versions, stage)?.versionId;
  if (stage === CURRENT && !to)
    throw invalid('You can only move staging label AWSCURRENT to a different secret version.');
  if (from && from !== holder)
    throw invalid(`The staging label ${stage} is not attached to version ${from}.`);
  if (holder && !from && holder !== to)
    throw invalid(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently ` +
        `attached to version ${holder}, so you must explicitly reference that version.`,
    );
  change(secret, withStageMoved(secret.versions, stage, to), context);
  return { ARN: secret.arn, Name: secret.name };
}

/** Marks a secret for deletion, or forgets it at once when forced. */
export function deleteSecret(
  request: SecretsRequest<'DeleteSecret'>,
  context: SecretsContext,
): object {
  const { SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery: force } = request;
  if (force && RecoveryWindowInDays !== undefined)
    throw invalid("You can't use ForceDeleteWithoutRecovery with RecoveryWindowInDays.");
  if (force) return forget(SecretId, context);
  const secret = usableSecret(SecretId, context);
  const deletedAtMs = context.nowMs() + (RecoveryWindowInDays ?? DEFAULT_RECOVERY_DAYS) * DAY_MS;
  context.store.save({ ...secret, deletedAtMs });
  return deleted(secret, deletedAtMs);
}

function forget(secretId: string, context: SecretsContext): object {
  const secret = findSecret(secretId, context);
  if (secret) context.store.remove(secret.name);
  // Forcing succeeds on a secret that is not there, too.
  return deleted(secret ?? { arn: secretId, name: secretId }, context.nowMs());
}

function created({ arn, name }: Secret, version: SecretVersion | undefined): object {
  return { ARN: arn, Name: name, VersionId: version?.versionId };
}

function deleted({ arn, name }: Pick<Secret, 'arn' | 'name'>, atMs: number): object {
  return { ARN: arn, Name: name, DeletionDate: atMs / 1_000 };
}

function repeatedCreation(
  existing: Secret,
  request: SecretsRequest<'CreateSecret'>,
): SecretVersion {
  if (existing.deletedAtMs !== undefined)
    throw new SecretsError(
      'InvalidRequestException',
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  const version = repeatedVersion(existing, request);
  if (version) return version;
  throw new SecretsError(
    'ResourceExistsException',
    `The operation failed because the secret ${request.Name} already exists.`,
  );
}

/** The version that an earlier, equal request made. Another value under its token is refused. */
function repeatedVersion({ versions }: Secret, request: GivenValue): SecretVersion | undefined {
  const version = versions.find(({ versionId }) => versionId === request.ClientRequestToken);
  if (!version) return undefined;
  if (
    version.secretString === request.SecretString &&
    version.secretBinary === request.SecretBinary
  )
    return version;
  throw new SecretsError(
    'ResourceExistsException',
    'A resource with the ID you requested already exists.',
  );
}

function hasValue({ SecretString, SecretBinary }: GivenValue): boolean {
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw invalid("You can't specify both a binary secret value and a string secret value.");
  return SecretString !== undefined || SecretBinary !== undefined;
}

function newVersion(request: GivenValue, stages: string[], context: SecretsContext): SecretVersion {
  return {
    versionId: request.ClientRequestToken ?? context.newVersionId(),
    stages,
    createdAtMs: context.nowMs(),
    secretString: request.SecretString,
    secretBinary: request.SecretBinary,
  };
}

function addVersion(
  secret: Secret,
  version: SecretVersion,
  context: SecretsContext,
): SecretVersion {
  change(secret, withVersion(secret.versions, version), context);
  return version;
}

function change(secret: Secret, versions: readonly SecretVersion[], context: SecretsContext): void {
  context.store.save({ ...secret, versions, changedAtMs: context.nowMs() });
}

function invalid(message: string): SecretsError {
  return new SecretsError('InvalidParameterException', message);
}
