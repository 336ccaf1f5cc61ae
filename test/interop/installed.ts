import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { done } from './programs.ts';
import type { SdkCommand } from './sdk-process.ts';
import type { Sdk } from './sdks.ts';

const copyDependencies = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
const here = import.meta.dirname;

/** How to start the partner's program of each SDK. */
export type Installed = ReadonlyMap<Sdk, SdkCommand>;

/**
 * Installs SDKs from PyPI and Maven Central, pinned by their digests, into a folder, and compiles
 * what is to be compiled.
 *
 * @throws {Error} when what came is not what was pinned
 */
export async function install(sdks: readonly Sdk[], folder: string): Promise<Installed> {
  const pythons = sdks.some(({ language }) => language === 'python')
    ? makeVirtualEnvironment(folder)
    : undefined;
  const commands = sdks.map(async (sdk): Promise<[Sdk, SdkCommand]> => {
    if (pythons === undefined || sdk.language === 'java') return [sdk, await java(sdk, folder)];
    return [sdk, await python(sdk, await pythons, folder)];
  });
  return new Map(await Promise.all(commands));
}

/** @returns its interpreter */
async function makeVirtualEnvironment(folder: string): Promise<string> {
  const environment = join(folder, 'python');
  await done('python3', ['-m', 'venv', environment]);
  const interpreter = join(environment, 'bin', 'python');
  await pip(interpreter, 'newest');
  return interpreter;
}

async function python({ release }: Sdk, interpreter: string, folder: string): Promise<SdkCommand> {
  const program = { program: interpreter, args: [join(here, 'python', 'main.py')] };
  if (release === 'newest') return { ...program, env: {} };
  const older = join(folder, 'python-oldest');
  // What it needs is there already; beside the newest it would be one or the other.
  await pip(interpreter, 'oldest', '--no-deps', '--target', older);
  return { ...program, env: { PYTHONPATH: older } };
}

async function pip(
  interpreter: string,
  release: Sdk['release'],
  ...more: readonly string[]
): Promise<void> {
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input'];
  const pinned = ['--require-hashes', '-r', join(here, 'python', `${release}.txt`)];
  const wheels = ['--only-binary=:all:'];
  await done(interpreter, ['-m', 'pip', 'install', ...quietly, ...wheels, ...more, ...pinned]);
}

async function java({ release, version }: Sdk, folder: string): Promise<SdkCommand> {
  const jars = join(folder, `java-${release}`);
  const classes = join(jars, 'classes');
  await done('mvn', [
    ...['-q', '-B', '-C', '-f', join(here, 'java', 'pom.xml'), copyDependencies],
    ...[`-Dsdk.version=${version}`, `-DoutputDirectory=${jars}`],
  ]);
  holdToDigests(jars, join(here, 'java', `${release}.sha256`));
  mkdirSync(classes);
  const path = `${classes}:${jars}/*`;
  await done('javac', ['-d', classes, '-cp', path, join(here, 'java', 'Main.java')]);
  return { program: 'java', args: ['-cp', path, 'Main'], env: {} };
}

/** Maven has no lock file: so all that came must be in the list, and as it says. */
function holdToDigests(folder: string, list: string): void {
  const came = readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .sort()
    .map((name) => `${sha256(join(folder, name))}  ${name}`);
  const pinned = readFileSync(list, 'utf8').trimEnd().split('\n');
  if (!isDeepStrictEqual(came, pinned))
    throw new Error(`what Maven brought is not what ${list} says:\n${came.join('\n')}`);
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
