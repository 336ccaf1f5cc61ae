import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../infra/operator/operator.ts', import.meta.url));

/** What a command of the operator's said. */
export interface OperatorAnswer {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs `npm run operator` in the folder of a server, as a process of its own. */
export async function runOperatorLine(
  folder: string,
  words: readonly string[],
): Promise<OperatorAnswer> {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? -1));
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, errors };
}

/** Makes a change, or fails. */
export async function change(folder: string, line: string, why = 'a soak run'): Promise<string> {
  const { code, output, errors } = await runOperatorLine(folder, [
    ...line.split(' '),
    '--why',
    why,
  ]);
  if (code !== 0) throw new Error(`operator ${line}: ${code} ${output} ${errors}`);
  return output;
}
