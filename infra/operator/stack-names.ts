import { UsageError } from '../local/call-options.ts';
import type { Given } from './given.ts';
import { patience } from './place.ts';

/** The options that name a part of a stack, and the output that does so when they are not given. */
const outputNames = {
  table: 'LedgerTableName',
  function: 'PostLedgerEventFunctionName',
  bus: 'EventBusName',
  queue: 'LostEventsQueueUrl',
  secret: 'ServerKeySecretName',
  url: 'BaseUrl',
} as const;

/** A part of a stack that commands work with. */
export type StackPart = keyof typeof outputNames;

/**
 * Finds the names of a stack's parts: as the command line says, or else as the stack's outputs do.
 * These are read when the first is wanted, and once.
 *
 * @returns a function that throws a `UsageError` when there is no such stack or output, and another
 *   error when AWS does not tell
 */
export function stackNames(
  given: Given,
  stack: string,
  profile: { readonly profile?: string },
): (part: StackPart) => Promise<string> {
  let outputs: Promise<ReadonlyMap<string, string>> | undefined;
  return async (part) => {
    const said = given.value(part);
    if (said !== undefined) return said;
    outputs ??= readOutputs(stack, profile);
    const output = outputNames[part];
    const name = (await outputs).get(output);
    if (name !== undefined) return name;
    throw new UsageError(`Stack ${stack} has no output ${output}: deploy it, or say --${part}.`);
  };
}

async function readOutputs(
  stack: string,
  profile: { readonly profile?: string },
): Promise<ReadonlyMap<string, string>> {
  // A command that is told every name needs no such client.
  const { CloudFormationClient, DescribeStacksCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient({ ...patience, ...profile });
  try {
    const { Stacks: [found] = [] } = await client.send(
      new DescribeStacksCommand({ StackName: stack }),
    );
    const outputs = (found?.Outputs ?? []).flatMap(
      ({ OutputKey: key, OutputValue: value }): [string, string][] =>
        key === undefined || value === undefined ? [] : [[key, value]],
    );
    return new Map(outputs);
  } catch (error) {
    if (isNoSuchStack(error)) {
      const where = await client.config.region();
      const check = 'check --stack, and the region of --profile or AWS_REGION.';
      throw new UsageError(`There is no stack ${stack} in ${where}: ${check}`);
    }
    const instead = 'repeat it, or say --table, --function and --bus';
    throw new Error(`the outputs of stack ${stack} cannot be read (${whyOf(error)}): ${instead}`, {
      cause: error,
    });
  }
}

/** What CloudFormation says of a name that no stack has, or that none can have. */
function isNoSuchStack(error: unknown): boolean {
  return error instanceof Error && error.name === 'ValidationError';
}

/** A refused connection has a code and no message. */
function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
