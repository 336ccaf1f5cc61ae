import * as z from 'zod/mini';
import { environmentNames } from '../catalogue/environment.ts';
import type { ContractInfo } from '../domain/budget-account.ts';

/** What a deployment tells its functions. */
export interface Config {
  readonly stage: string;
  readonly tableName: string;
  readonly bucketName: string;
  /** The contract to be signed before budget accounts can be opened. */
  readonly budgetContract: ContractInfo;
  /** Whence the explorer page may call; undefined where there is none. */
  readonly explorerOrigin?: string;
}

/** What only those functions are told that defer applications or work on deferred ones. */
export interface DeferralConfig {
  readonly retryQueueUrl: string;
  /** Where the deployment's own decision service is asked; the built-in rules alone if absent. */
  readonly decisionUrl: string | undefined;
}

const required = z.string().check(z.minLength(1));
const environment = z.object({
  [environmentNames.stage]: required,
  [environmentNames.tableName]: required,
  [environmentNames.bucketName]: required,
  [environmentNames.contractName]: required,
  [environmentNames.contractUrl]: required,
  [environmentNames.explorerOrigin]: z.optional(z.string()),
});
const deferralEnvironment = z.object({
  [environmentNames.retryQueueUrl]: required,
  [environmentNames.decisionUrl]: z.optional(z.string()),
});
const stageEnvironment = z.object({ [environmentNames.stage]: required });
const busEnvironment = z.object({ [environmentNames.eventBusName]: required });

/**
 * Reads the configuration of every function from the environment; no other file does.
 *
 * @throws {Error} naming the variables that are missing
 */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const known = parseVariables(environment, variables);
  const explorerOrigin = known[environmentNames.explorerOrigin];
  return {
    stage: known[environmentNames.stage],
    tableName: known[environmentNames.tableName],
    bucketName: known[environmentNames.bucketName],
    budgetContract: {
      contractName: known[environmentNames.contractName],
      contractUrl: known[environmentNames.contractUrl],
    },
    ...(explorerOrigin && { explorerOrigin }),
  };
}

/**
 * Reads where deferred applications are sent and decided on.
 *
 * @throws {Error} naming the variables that are missing
 */
export function loadDeferralConfig(variables: NodeJS.ProcessEnv = process.env): DeferralConfig {
  const known = parseVariables(deferralEnvironment, variables);
  return {
    retryQueueUrl: known[environmentNames.retryQueueUrl],
    decisionUrl: known[environmentNames.decisionUrl],
  };
}

/**
 * Reads the name of the bus that notices are put on.
 *
 * @throws {Error} naming the variable when it is missing
 */
export function loadEventBusName(variables: NodeJS.ProcessEnv = process.env): string {
  return parseVariables(busEnvironment, variables)[environmentNames.eventBusName];
}

/**
 * Reads the stage, of all variables the only one that a function of the deployment is told.
 *
 * @throws {Error} naming the variable when it is missing
 */
export function loadStage(variables: NodeJS.ProcessEnv = process.env): string {
  return parseVariables(stageEnvironment, variables)[environmentNames.stage];
}

/** The stage, or undefined where even that is not configured: a fault must still be logged. */
export function stageIfKnown(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  return variables[environmentNames.stage];
}

function parseVariables<Schema extends z.ZodMiniType>(
  schema: Schema,
  variables: NodeJS.ProcessEnv,
): z.output<Schema> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const names = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Error(`set these environment variables: ${names.join(', ')}`);
}
