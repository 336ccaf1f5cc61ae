import { parseArgs } from 'node:util';
import { UsageError } from './call-options.ts';
import { ConnectionUnreadable, findConnection, readConnection } from './connection.ts';
import { sandboxCommand, sandboxUsage } from './sandbox-commands.ts';
import { SandboxRefusal, SandboxTold } from './sandbox-told.ts';

// EX_USAGE of sysexits.h.
const usageExitCode = 64;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = read(args);
    if (values.help === true || positionals.length === 0) {
      console.log(sandboxUsage);
      return values.help === true ? 0 : usageExitCode;
    }
    const { client, export: file, fresh = false, port } = values;
    const told = new SandboxTold(port === undefined ? baseUrlHere() : `http://127.0.0.1:${port}`);
    console.log(await sandboxCommand(told, positionals, { client, file, fresh }));
    return 0;
  } catch (error) {
    return complain(error);
  }
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        client: { type: 'string' },
        export: { type: 'string' },
        fresh: { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function baseUrlHere(): string {
  const path = findConnection(process.cwd());
  if (path === undefined) throw new UsageError('`npm start` has never run here.');
  return readConnection(path).baseUrl;
}

function complain(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\nnpm run sandbox -- --help says more.`);
    return usageExitCode;
  }
  const isSaid = error instanceof SandboxRefusal || error instanceof ConnectionUnreadable;
  // What `fetch` throws when nobody listens.
  const isDown = error instanceof TypeError && error.cause !== undefined;
  console.error(isDown ? '`npm start` is not running here.' : isSaid ? error.message : error);
  return 1;
}
