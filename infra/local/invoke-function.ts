import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import type { BackOfficeFunction } from '../../shared/catalogue/back-office-functions.ts';
import { lambdaContext } from './lambda-context.ts';

/** A function that no partner reaches: what the catalogue says of it, and its code. */
export interface LoadedFunction {
  readonly row: Pick<BackOfficeFunction, 'functionName' | 'time'>;
  readonly handler: (event: unknown, context: Context) => Promise<unknown>;
}

/**
 * Invokes a function as Lambda would.
 *
 * @throws what the function throws, and an Error when it takes longer than it may; like a frozen
 * instance, it may then still do something
 */
export async function invokeFunction(
  { row, handler }: LoadedFunction,
  event: unknown,
): Promise<unknown> {
  const { functionName, time } = row;
  const { lambdaTimeoutSeconds } = time;
  const context = lambdaContext(functionName, lambdaTimeoutSeconds, randomUUID());
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    const late = new Error(`${functionName} timed out after ${lambdaTimeoutSeconds} s`);
    timer = setTimeout(reject, lambdaTimeoutSeconds * 1_000, late);
  });
  try {
    return await Promise.race([handler(event, context), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
