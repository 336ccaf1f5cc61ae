import { parseArgs } from 'node:util';
import { endpoints } from '../../shared/catalogue/catalogue.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';

/** The command line cannot be followed; nothing was sent. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

const options = {
  url: { type: 'string' },
  client: { type: 'string' },
  key: { type: 'string' },
  'key-version': { type: 'string' },
  'server-key': { type: 'string' },
  customer: { type: 'string' },
  token: { type: 'string' },
  file: { type: 'string' },
  explain: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The options of the command line, by their names there. */
export type CallFlags = ReturnType<typeof parse>['values'];

/** A command line, read. */
export interface CallArguments {
  readonly api: ApiName;
  /** The JSON text, `-`, `@file`, or undefined for the operation's default. */
  readonly json: string | undefined;
  readonly flags: CallFlags;
}

/**
 * Reads the command line; `help` when that is what it asks for.
 *
 * @throws {UsageError} on an unknown option, an unknown operation, or too many words
 */
export function readArguments(args: readonly string[]): CallArguments | 'help' {
  const { values, positionals } = parse(args);
  const [operation, json, ...rest] = positionals;
  if (values.help === true) return 'help';
  if (rest.length > 0) {
    throw new UsageError(`Expected one JSON text, in quotes; also got: ${rest.join(' ')}`);
  }
  const row = endpoints.find(({ name }) => name === operation);
  if (row !== undefined) return { api: row.name, json, flags: values };
  const names = endpoints.map(({ name }) => `  ${name}`).join('\n');
  const problem =
    operation === undefined ? 'Which operation?' : `There is no operation ${operation}.`;
  throw new UsageError(`${problem} The six are:\n${names}`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
