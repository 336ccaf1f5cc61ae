import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Something that the run cannot do without is not there. */
export class Missing extends Error {}

const atMostMs = 150_000;

/** Runs a program to its end, and gives what it said. */
export async function done(program: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, { timeout: atMostMs });
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')}\n${stdout}${stderr}`, { cause: error });
  }
}

const needed = [
  {
    program: 'python3',
    args: ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))'],
    means: 'Python 3.10 or later with venv and pip: on Debian, apt-get install python3-venv',
  },
  {
    program: 'javac',
    args: ['--release', '17', '--version'],
    means: 'a JDK, 17 or later: on Debian, apt-get install openjdk-17-jdk-headless',
  },
  { program: 'mvn', args: ['--version'], means: 'Maven: on Debian, apt-get install maven' },
  {
    program: 'openssl',
    args: ['list', '-providers'],
    means: 'the openssl command line, 3.0 or later',
  },
] as const;

/** @throws {Missing} that names all that is not there */
export async function needPrograms(): Promise<void> {
  const tried = await Promise.allSettled(
    needed.map(({ program, args }) => promisify(execFile)(program, args)),
  );
  const missing = needed.filter((_, index) => tried[index]?.status === 'rejected');
  if (missing.length > 0)
    throw new Missing(missing.map(({ means }) => `It needs ${means}.`).join('\n'));
}
