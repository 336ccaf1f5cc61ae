import { callBody } from './call-body.ts';
import { explanationOf } from './call-explain.ts';
import { type CallArguments, readArguments, UsageError } from './call-options.ts';
import { callFor, callPartner } from './call-partner.ts';
import { exitCodes, faultExitCode, reportOf, usageExitCode } from './call-report.ts';
import { usage } from './call-usage.ts';
import { ConnectionUnreadable, findConnection, readConnection } from './connection.ts';

process.exitCode = await main(process.argv.slice(2));

/** Follows the command line and says how it went: see `exitCodes`. */
async function main(args: readonly string[]): Promise<number> {
  try {
    const read = readArguments(args);
    if (read !== 'help') return await call(read);
    console.log(usage);
    return 0;
  } catch (error) {
    if (error instanceof UsageError || error instanceof ConnectionUnreadable) {
      console.error(`${error.message}\nnpm run call -- --help says more.`);
      return usageExitCode;
    }
    console.error(error);
    return faultExitCode;
  }
}

async function call(read: CallArguments): Promise<number> {
  const path = findConnection(process.cwd());
  const connection = path === undefined ? undefined : readConnection(path);
  const partner = callPartner(read.flags, connection);
  const { bytes, notes } = await callBody(read, connection);
  const exchange = await partner.send(read.api, bytes, callFor(read.flags, connection));
  console.log([reportOf(read.api, exchange), ...notes].join('\n'));
  if (read.flags.explain === true) console.log(`\n${explanationOf(exchange)}`);
  return exitCodes[exchange.answer.kind];
}
