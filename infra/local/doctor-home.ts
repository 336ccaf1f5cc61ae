import type { KeyObject } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { documents } from '../../shared/catalogue/documents.ts';
import { readPrivateKey, readPublicKey } from '../../shared/signing/rsa-key.ts';
import { UsageError } from './call-options.ts';
import { type KeyBook, keyBookOf } from './doctor-keys.ts';
import { type DoctorRequest, RequestUnreadable, readDoctorRequest } from './doctor-request.ts';
import { splitTarget } from './gateway-request.ts';
import { stateDirOf } from './local-environment.ts';
import { localStage } from './local-stage.ts';
import { CURRENT, holderOf } from './secret-versions.ts';
import { SecretsStore } from './secrets-store.ts';

/**
 * The keys that a laptop's provider knows, running or not, and those in files.
 *
 * @throws {UsageError} when a file holds no key
 */
export function keyBookAt(home: string, keyFiles: readonly string[]): KeyBook {
  const stateDir = stateDirOf(home);
  const secrets = existsSync(stateDir) ? new SecretsStore(stateDir).all() : [];
  const texts = secrets.flatMap(({ name, versions, deletedAtMs }): [string, string][] => {
    const text = holderOf(versions, CURRENT)?.secretString;
    return text === undefined || deletedAtMs !== undefined ? [] : [[name, text]];
  });
  const files = [
    ...keyFiles.map((path): [string, KeyObject] => [path, keyIn(path)]),
    ...keysIn(join(home, 'keys')),
  ];
  return keyBookOf(new Map(texts), localStage.stage, new Map(files));
}

const documentPaths: readonly string[] = documents.map(({ path }) => path);

/**
 * The last request that a laptop's provider has kept, fetches of its documents left out: whoever
 * verifies an answer fetches the keys right after it.
 *
 * @throws {UsageError} when there is none
 */
export function lastRequest(home: string): DoctorRequest {
  const path = join(home, 'exchanges.jsonl');
  const lines = existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n') : [];
  // A line that a crash has cut is none.
  for (const line of lines.toReversed()) {
    try {
      const request = readDoctorRequest(Buffer.from(line));
      const { path } = splitTarget(request.target);
      if (request.method !== 'GET' || !documentPaths.includes(path)) return request;
    } catch (error) {
      if (!(error instanceof RequestUnreadable)) throw error;
    }
  }
  throw new UsageError(`There is no request in ${path} yet: run \`npm start\` and send one.`);
}

function keyIn(path: string): KeyObject {
  const key = keyOf(path);
  if (key === undefined) throw new UsageError(`${path} holds no RSA key of 2,048 bits or more.`);
  return key;
}

function keysIn(folder: string): [string, KeyObject][] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.pem'))
    .flatMap((name): [string, KeyObject][] => {
      const key = keyOf(join(folder, name));
      return key === undefined ? [] : [[name, key]];
    });
}

function keyOf(path: string): KeyObject | undefined {
  const text = readFileSync(path, 'utf8');
  return readPrivateKey(text) ?? readPublicKey(text);
}
