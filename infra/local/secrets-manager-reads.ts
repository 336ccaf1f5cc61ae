import { CURRENT, holderOf, type SecretVersion } from './secret-versions.ts';
import {
  findSecret,
  knownSecret,
  knownVersion,
  type SecretsContext,
  usableSecret,
} from './secrets-manager-lookup.ts';
import { SecretsError, type SecretsRequest } from './secrets-manager-requests.ts';
import type { Secret } from './secrets-store.ts';

const LONGEST_PAGE = 100;

/** Answers with one version's value: by id, by stage, or the current one. */
export function getSecretValue(
  request: SecretsRequest<'GetSecretValue'>,
  context: SecretsContext,
): object {
  const secret = usableSecret(request.SecretId, context);
  const version = requestedVersion(secret, request);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.versionId,
    SecretString: version.secretString,
    SecretBinary: version.secretBinary,
    VersionStages: version.stages,
    CreatedDate: seconds(version.createdAtMs),
  };
}

/** Answers with several secrets' current values; one that cannot be read does not fail the rest. */
export function batchGetSecretValue(
  request: SecretsRequest<'BatchGetSecretValue'>,
  context: SecretsContext,
): object {
  if ((request.SecretIdList === undefined) === (request.Filters === undefined))
    throw new SecretsError('InvalidParameterException', 'Give either SecretIdList or Filters.');
  const { items, ...next } = pageOf(request, request.SecretIdList ?? namesOf(request, context));
  const SecretValues: object[] = [];
  const Errors: object[] = [];
  for (const SecretId of items) {
    try {
      SecretValues.push(getSecretValue({ SecretId }, context));
    } catch (cause) {
      if (!(cause instanceof SecretsError)) throw cause;
      Errors.push({ SecretId, ErrorCode: cause.code, Message: cause.message });
    }
  }
  return { SecretValues, Errors, ...next };
}

/** Answers with everything but the values, of a secret marked for deletion too. */
export function describeSecret(
  request: SecretsRequest<'DescribeSecret'>,
  context: SecretsContext,
): object {
  const secret = knownSecret(request.SecretId, context);
  return { ...description(secret), VersionIdsToStages: stagesByVersion(secret) };
}

/** Lists secrets in the order of their names, a page at a time. */
export function listSecrets(
  request: SecretsRequest<'ListSecrets'>,
  context: SecretsContext,
): object {
  const { items, ...next } = pageOf(request, namesOf(request, context));
  const secrets = items.map((name) => knownSecret(name, context));
  return {
    SecretList: secrets.map((secret) => ({
      ...description(secret),
      SecretVersionsToStages: stagesByVersion(secret),
    })),
    ...next,
  };
}

/** Lists a secret's versions in the order of their creation; those without a stage on request. */
export function listSecretVersionIds(
  request: SecretsRequest<'ListSecretVersionIds'>,
  context: SecretsContext,
): object {
  const { name, arn, versions } = knownSecret(request.SecretId, context);
  const wanted = versions.filter(({ stages }) => request.IncludeDeprecated || stages.length > 0);
  const { items, ...next } = pageOf(request, wanted);
  const Versions = items.map(({ versionId, stages, createdAtMs }) => ({
    VersionId: versionId,
    VersionStages: stages,
    CreatedDate: seconds(createdAtMs),
  }));
  return { ARN: arn, Name: name, Versions, ...next };
}

function requestedVersion(
  secret: Secret,
  { VersionId, VersionStage }: SecretsRequest<'GetSecretValue'>,
): SecretVersion {
  const stage = VersionStage ?? CURRENT;
  const version = VersionId ? knownVersion(secret, VersionId) : holderOf(secret.versions, stage);
  if (!version)
    throw new SecretsError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
    );
  if (VersionStage && !version.stages.includes(VersionStage))
    throw new SecretsError(
      'InvalidRequestException',
      'You provided a VersionStage that is not associated to the provided VersionId.',
    );
  return version;
}

function namesOf(
  { Filters = [], IncludePlannedDeletion = false }: Partial<SecretsRequest<'ListSecrets'>>,
  context: SecretsContext,
): readonly string[] {
  return context.store
    .all()
    .filter((secret) => IncludePlannedDeletion || secret.deletedAtMs === undefined)
    .map(({ name }) => name)
    .filter((name) => findSecret(name, context) !== undefined)
    .filter((name) => Filters.every(({ Values }) => Values.some((value) => fits(name, value))));
}

/** A value of a filter is the beginning of a name; an exclamation mark before it negates it. */
function fits(name: string, value: string): boolean {
  return value.startsWith('!') ? !name.startsWith(value.slice(1)) : name.startsWith(value);
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly NextToken?: string;
}

function pageOf<Item>(
  {
    MaxResults = LONGEST_PAGE,
    NextToken = '0',
  }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  all: readonly Item[],
): Page<Item> {
  const start = Number(NextToken);
  const end = start + MaxResults;
  const items = all.slice(start, end);
  return end < all.length ? { items, NextToken: `${end}` } : { items };
}

function description(secret: Secret): object {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    CreatedDate: seconds(secret.createdAtMs),
    LastChangedDate: seconds(secret.changedAtMs),
    DeletedDate: secret.deletedAtMs === undefined ? undefined : seconds(secret.deletedAtMs),
  };
}

function stagesByVersion({ versions }: Secret): Readonly<Record<string, readonly string[]>> {
  const labelled = versions.filter(({ stages }) => stages.length > 0);
  return Object.fromEntries(labelled.map(({ versionId, stages }) => [versionId, stages]));
}

/** Secrets Manager's instants are seconds since 1970, with decimals. */
function seconds(atMs: number): number {
  return atMs / 1_000;
}
