import * as z from 'zod/mini';

/** The version in use, and the one it replaced, which Secrets Manager labels by itself. */
export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

// Secrets Manager's own limit; it drops the oldest without a label.
const MAX_VERSIONS = 100;

/** One value a secret had, under the stages (labels) it carries now. Binary is base64. */
export const secretVersion = z.object({
  versionId: z.string(),
  stages: z.array(z.string()),
  createdAtMs: z.number(),
  secretString: z.optional(z.string()),
  secretBinary: z.optional(z.string()),
});
/** A version, parsed. */
export type SecretVersion = z.infer<typeof secretVersion>;

/** Adds a version under its stages, taking each of them from the version that had it. */
export function withVersion(
  versions: readonly SecretVersion[],
  added: SecretVersion,
): readonly SecretVersion[] {
  const unlabelled: SecretVersion = { ...added, stages: [] };
  return added.stages.reduce<readonly SecretVersion[]>(
    (all, stage) => withStageMoved(all, stage, added.versionId),
    withinLimit([...versions, unlabelled]),
  );
}

/**
 * Moves a stage to a version, or only takes it away. Moving AWSCURRENT leaves AWSPREVIOUS on the
 * version that had it.
 */
export function withStageMoved(
  versions: readonly SecretVersion[],
  stage: string,
  toVersionId: string | undefined,
): readonly SecretVersion[] {
  const from = holderOf(versions, stage);
  const moved = versions.map((version) => {
    const stages = version.stages.filter((label) => label !== stage);
    return { ...version, stages: version.versionId === toVersionId ? [...stages, stage] : stages };
  });
  if (stage !== CURRENT || !from || from.versionId === toVersionId) return moved;
  return withStageMoved(moved, PREVIOUS, from.versionId);
}

/** Finds the version that carries a stage; at most one does. */
export function holderOf(
  versions: readonly SecretVersion[],
  stage: string,
): SecretVersion | undefined {
  return versions.find((version) => version.stages.includes(stage));
}

function withinLimit(versions: readonly SecretVersion[]): readonly SecretVersion[] {
  if (versions.length <= MAX_VERSIONS) return versions;
  const oldest = versions.find(
    ({ stages }, index) => stages.length === 0 && index < versions.length - 1,
  );
  return versions.filter((version) => version !== oldest);
}
