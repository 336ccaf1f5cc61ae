import type { Node } from 'constructs';
import { environmentNames } from '../shared/catalogue/environment.ts';
import { ContextMistake } from './context-mistake.ts';

const origin = /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?$/;

/**
 * Reads `-c explorer=https://…`: whence the explorer page, built by `npm run explorer`, may call
 * the stage from a browser. Off unless it is given.
 *
 * @returns the variable that tells the functions, or nothing
 * @throws {ContextMistake} when it is no origin
 */
export function explorerOf(node: Node): Readonly<Record<string, string>> {
  const value: unknown = node.tryGetContext('explorer');
  if (value === undefined || value === '') return {};
  if (typeof value === 'string' && origin.test(value)) {
    return { [environmentNames.explorerOrigin]: value };
  }
  throw new ContextMistake(
    `-c explorer=${JSON.stringify(value)} is not the origin of a page, such as https://docs.lender.example, without a path.`,
  );
}
