import { writeFileSync } from 'node:fs';
import { readNamedFile } from './call-file.ts';
import { UsageError } from './call-options.ts';
import {
  accessLines,
  powerLines,
  replayLines,
  requestLines,
  resetLine,
  timeLine,
} from './sandbox-lines.ts';
import type { SandboxTold } from './sandbox-told.ts';

/** What `--help` prints. */
export const sandboxUsage = `Has power over the provider that \`npm start\` runs here.

  npm run sandbox -- powers [api]               every magic value, and what it does
  npm run sandbox -- clock                      a client's time of business
  npm run sandbox -- clock advance 90d          moves it on (ms, s, m, h, d), never back
  npm run sandbox -- reset                      a client begins anew; its keys stay
  npm run sandbox -- client add [id]            a new client with keys and a stage of its own
  npm run sandbox -- seed <file>                sets the stage that a seed file tells
  npm run sandbox -- requests [--export f]      the last requests; f.har is written as a HAR
  npm run sandbox -- replay <n> [--fresh]       sends request n again, byte for byte or signed anew

Options
  --client <id>   the client that is meant; the demo partner unless given, for \`requests\` all
  --port <port>   where the provider listens, unless .quotaline/connection.json says so
  -h, --help      this text`;

/** What may be said beside the words of a command. */
export interface SandboxFlags {
  readonly client: string | undefined;
  readonly file: string | undefined;
  readonly fresh: boolean;
}

/** What a command works with: its words after its name, and the options. */
interface Given extends SandboxFlags {
  readonly told: SandboxTold;
  readonly word: string | undefined;
  readonly argument: string | undefined;
}

const commands: Readonly<Record<string, (given: Given) => Promise<string>>> = {
  powers: async ({ told, word }) => powerLines(await told.get('/powers'), word),
  clock: async ({ told, word, argument = '', client }) => {
    if (word === undefined) return timeLine(await told.get('/clock', { client }));
    if (word !== 'advance') throw new UsageError(`clock: expected advance, not ${word}`);
    return timeLine(await told.post('/clock', { advance: argument, client }));
  },
  reset: async ({ told, client }) => resetLine(await told.post('/reset', { client })),
  client: async ({ told, word, argument, client }) => {
    if (word !== 'add') throw new UsageError('client: expected add');
    return accessLines(await told.access('/clients', { client: argument ?? client }));
  },
  seed: async ({ told, word }) => {
    if (word === undefined) throw new UsageError('seed: which file?');
    return accessLines(await told.access('/seed', { seed: jsonOf(word) }));
  },
  requests: async ({ told, file, client }) => {
    if (file !== undefined) return exported(told, file, client);
    return requestLines(await told.get('/requests', { client }));
  },
  replay: async ({ told, word = '', fresh }) => {
    if (!/^\d+$/.test(word)) throw new UsageError('replay: which request? Give its number.');
    return replayLines(await told.post(`/requests/${word}/replay`, { fresh }));
  },
};

/**
 * Carries out a command.
 *
 * @returns what there is to say of it
 * @throws {UsageError} when there is no such command
 */
export function sandboxCommand(
  told: SandboxTold,
  [name = '', word, argument]: readonly string[],
  flags: SandboxFlags,
): Promise<string> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`There is no command ${name}.`);
  return command({ told, word, argument, ...flags });
}

async function exported(
  told: SandboxTold,
  file: string,
  client: string | undefined,
): Promise<string> {
  const path = file.endsWith('.har') ? '/requests.har' : '/requests';
  const text = JSON.stringify(await told.get(path, { client }), null, 2);
  // It holds signatures and tokens.
  writeFileSync(file, `${text}\n`, { mode: 0o600 });
  return `written: ${file}`;
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readNamedFile('seed', path).toString());
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`seed: ${path} is not JSON.`);
    throw error;
  }
}
