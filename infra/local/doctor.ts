import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { readNamedFile } from './call-file.ts';
import { UsageError } from './call-options.ts';
import { faultExitCode, usageExitCode } from './call-report.ts';
import { findConnection } from './connection.ts';
import { diagnose } from './doctor-diagnosis.ts';
import { keyBookAt, lastRequest } from './doctor-home.ts';
import { doctorReport, verdictExitCodes } from './doctor-report.ts';
import { RequestUnreadable, readDoctorRequest } from './doctor-request.ts';

const usage = `Says why a request's signature is not accepted, by trying what people get wrong.

  npm run doctor -- last                   the last request to the provider that npm start runs
  npm run doctor -- request.txt            a request in a file: the bytes of the HTTP request, or JSON
                                           {method, target, headers: [[name, value]], bodyBase64, receivedAtMs}
Options
  --key <file>     a key more to try, public or private; may be repeated
  --home <folder>  where the provider keeps its state (default: .quotaline of this project)
  --json           the diagnosis for programs

Exit code: 0 the signature is right, 1 the cause is named, 2 it is not found, 64 wrong usage.
Keys are read from this machine alone, and nothing is sent.`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  try {
    return await examine(args);
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof RequestUnreadable)) {
      console.error(error);
      return faultExitCode;
    }
    console.error(`${error.message}\nnpm run doctor -- --help says more.`);
    return usageExitCode;
  }
}

async function examine(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  const [what, ...rest] = positionals;
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  if (what === undefined || rest.length > 0)
    throw new UsageError('Which request? One file, or last.');
  const connection = findConnection(process.cwd());
  const home =
    values.home ?? (connection ? dirname(connection) : join(process.cwd(), '.quotaline'));
  const request =
    what === 'last' ? lastRequest(home) : readDoctorRequest(readNamedFile('the request', what));
  const book = keyBookAt(home, values.key ?? []);
  if (book.keys.length === 0) {
    throw new UsageError(`No key to try: there is no provider's state in ${home}, and no --key.`);
  }
  const diagnosis = await diagnose(request, book);
  const { signer, expected: _text, ...told } = diagnosis;
  console.log(
    values.json === true
      ? JSON.stringify({ ...told, ...(signer && { signer: signer.label }) }, null, 2)
      : doctorReport(request, diagnosis, book),
  );
  return verdictExitCodes[diagnosis.verdict];
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        key: { type: 'string', multiple: true },
        home: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
