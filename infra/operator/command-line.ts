import { parseArgs } from 'node:util';
import { UsageError } from '../local/call-options.ts';
import { type Command, type CommandOption, commonOptions } from './command.ts';
import { Given } from './given.ts';
import type { World } from './world.ts';

/** What a command line asks for. */
export type Asked =
  | { readonly help: Command | undefined }
  | { readonly command: Command; readonly given: Given };

/**
 * Reads a command line: the command's words first, then its operands and options in any order.
 *
 * @throws {UsageError} naming the word or the flag that is wrong
 */
export function readCommandLine(
  args: readonly string[],
  commands: readonly Command[],
  world: World,
): Asked {
  const [first] = args;
  if (first === undefined || first === '--help' || first === '-h') return { help: undefined };
  const command = commands.find(({ words }) => words.every((word, at) => args[at] === word));
  if (command === undefined && args.includes('--help')) return { help: undefined };
  if (command === undefined) throw noSuchCommand(args, commands);
  const options = [...command.options, ...commonOptions];
  const { values, positionals } = parse(args.slice(command.words.length), options);
  if (values['help'] !== undefined) return { help: command };
  const switches = options.filter(({ takes, flag }) => takes === undefined && values[flag]);
  const given = options.flatMap((option): [string, string[]][] => {
    const texts = textsOf(option, [values[option.flag] ?? []].flat(), world);
    return texts.length === 0 ? [] : [[option.flag, texts]];
  });
  assertOperands(command, positionals);
  const flags = new Set(switches.map(({ flag }) => flag));
  return { command, given: new Given(positionals, new Map(given), flags) };
}

/** The words name no command: perhaps only the group that some are in. */
function noSuchCommand(args: readonly string[], commands: readonly Command[]): UsageError {
  const group = commands.filter(({ words }) => words[0] === args[0]);
  const names = (group.length > 0 ? group : commands).map(({ words }) => `  ${words.join(' ')}`);
  const said = args.filter((word) => !word.startsWith('-')).slice(0, 3);
  return new UsageError(`There is no command ${said.join(' ')}. There are:\n${names.join('\n')}`);
}

function parse(args: readonly string[], options: readonly CommandOption[]) {
  const known = options.map(({ flag, takes }) => {
    const type = takes === undefined ? ('boolean' as const) : ('string' as const);
    const short = flag === 'help' ? { short: 'h' } : {};
    return [flag, { type, multiple: true, ...short }] as const;
  });
  try {
    return parseArgs({
      args: [...args],
      options: Object.fromEntries(known),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function textsOf(
  { flag, takes, about, required, repeats, preset }: CommandOption,
  given: readonly (string | boolean)[],
  world: World,
): string[] {
  if (takes === undefined) return [];
  if (given.length > 1 && repeats !== true) throw new UsageError(`--${flag} is given twice.`);
  if (given.includes('')) throw new UsageError(`--${flag} is empty: ${about}.`);
  if (given.length > 0) return given.map(String);
  if (required === true) throw new UsageError(`--${flag} ${takes} is needed: ${about}.`);
  if (preset === undefined) return [];
  return [typeof preset === 'string' ? preset : preset(world)];
}

function assertOperands({ operands }: Command, given: readonly string[]): void {
  const missing = operands.find((operand, at) => operand.optional !== true && !given[at]);
  if (missing !== undefined) throw new UsageError(`<${missing.name}> is needed.`);
  const more = given.slice(operands.length);
  if (more.length > 0) throw new UsageError(`Not understood: ${more.join(' ')}`);
}
