import * as z from 'zod/mini';
import { EngineRefusal } from './json-engine.ts';

const MAX_VALUE_BYTES = 65_536;
const MAX_STAGES = 20;
const MAX_BATCH = 20;

const text = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));
const secretId = text(2_048);
const versionId = text(64).check(z.minLength(32));
const stage = text(256);
const secretValue = {
  SecretString: z.optional(text(MAX_VALUE_BYTES).check(z.refine(isWithinSize))),
  SecretBinary: z.optional(z.base64().check(z.refine(isWithinSizeDecoded))),
};
const page = {
  MaxResults: z.optional(z.int().check(z.gte(1), z.lte(100))),
  NextToken: z.optional(z.string()),
};
const nameFilter = z.object({ Key: z.literal('name'), Values: z.array(text(512)) });
const filters = z.optional(z.array(nameFilter));

function isWithinSize(value: string): boolean {
  return Buffer.byteLength(value) <= MAX_VALUE_BYTES;
}

function isWithinSizeDecoded(value: string): boolean {
  return Buffer.from(value, 'base64').length <= MAX_VALUE_BYTES;
}

/** What the operations take, with Secrets Manager's own limits; filters go by name only. */
export const secretsRequests = {
  CreateSecret: z.object({
    Name: text(512).check(z.regex(/^[\w/+=.@-]+$/)),
    Description: z.optional(z.string().check(z.maxLength(2_048))),
    ClientRequestToken: z.optional(versionId),
    ...secretValue,
  }),
  GetSecretValue: z.object({
    SecretId: secretId,
    VersionId: z.optional(versionId),
    VersionStage: z.optional(stage),
  }),
  PutSecretValue: z.object({
    SecretId: secretId,
    ClientRequestToken: z.optional(versionId),
    VersionStages: z.optional(z.array(stage).check(z.minLength(1), z.maxLength(MAX_STAGES))),
    ...secretValue,
  }),
  UpdateSecretVersionStage: z.object({
    SecretId: secretId,
    VersionStage: stage,
    RemoveFromVersionId: z.optional(versionId),
    MoveToVersionId: z.optional(versionId),
  }),
  ListSecrets: z.object({
    ...page,
    Filters: filters,
    IncludePlannedDeletion: z.optional(z.boolean()),
  }),
  ListSecretVersionIds: z.object({
    ...page,
    SecretId: secretId,
    IncludeDeprecated: z.optional(z.boolean()),
  }),
  DescribeSecret: z.object({ SecretId: secretId }),
  DeleteSecret: z.object({
    SecretId: secretId,
    ForceDeleteWithoutRecovery: z.optional(z.boolean()),
    RecoveryWindowInDays: z.optional(z.int().check(z.gte(7), z.lte(30))),
  }),
  BatchGetSecretValue: z.object({
    ...page,
    Filters: filters,
    SecretIdList: z.optional(z.array(secretId).check(z.minLength(1), z.maxLength(MAX_BATCH))),
  }),
} satisfies Record<string, z.ZodMiniType>;

type Requests = typeof secretsRequests;
/** The request of one operation, parsed. */
export type SecretsRequest<Name extends keyof Requests> = z.output<Requests[Name]>;

/** The refusals of Secrets Manager that this stand-in gives. */
export type SecretsErrorCode =
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'ResourceExistsException'
  | 'ResourceNotFoundException';

/** A refusal of Secrets Manager, answered with HTTP status 400. */
export class SecretsError extends EngineRefusal {
  override readonly code: SecretsErrorCode;

  constructor(code: SecretsErrorCode, message: string) {
    super(code, message);
    this.code = code;
  }
}
