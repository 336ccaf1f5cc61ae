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
}

const required = z.string().check(z.minLength(1));
const environment = z.object({
  [environmentNames.stage]: required,
  [environmentNames.tableName]: required,
  [environmentNames.bucketName]: required,
  [environmentNames.contractName]: required,
  [environmentNames.contractUrl]: required,
});

/**
 * Reads the configuration from the environment, the only place that does.
 *
 * @throws {Error} naming the variables that are missing
 */
export function loadConfig(variables: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) {
    const names = parsed.error.issues.map((issue) => issue.path.join('.'));
    throw new Error(`set these environment variables: ${names.join(', ')}`);
  }
  return {
    stage: parsed.data[environmentNames.stage],
    tableName: parsed.data[environmentNames.tableName],
    bucketName: parsed.data[environmentNames.bucketName],
    budgetContract: {
      contractName: parsed.data[environmentNames.contractName],
      contractUrl: parsed.data[environmentNames.contractUrl],
    },
  };
}
