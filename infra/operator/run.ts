import { UsageError } from '../local/call-options.ts';
import { printable } from '../local/call-printable.ts';
import { ConnectionUnreadable } from '../local/connection.ts';
import { readCommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { faultOf } from './fault.ts';
import { usageOf } from './usage.ts';
import { placeOf } from './whereabouts.ts';
import { exitCodes, type World } from './world.ts';

/** Follows a command line. @returns its exit code: see `exitCodes` */
export async function runOperator(args: readonly string[], outside: World): Promise<number> {
  const world: World = {
    ...outside,
    print: (text) => outside.print(printable(text)),
    complain: (text) => outside.complain(printable(text)),
  };
  try {
    const asked = readCommandLine(args, commands, world);
    if ('help' in asked) {
      world.print(usageOf(asked.help, commands));
      return exitCodes.done;
    }
    const place = await placeOf(asked.given, world);
    return await asked.command.run(asked.given, place, world);
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConnectionUnreadable) {
      world.complain(`${error.message}\nnpm run operator -- --help says more.`);
      return exitCodes.usage;
    }
    world.complain(`FAULT  ${faultOf(error)}`);
    return exitCodes.unknown;
  }
}
