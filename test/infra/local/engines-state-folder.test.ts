import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { chooseDynamodbProgram } from '../../../infra/local/dynamodb-program.ts';
import { startEngines } from '../../../infra/local/engines.ts';
import { enginesForTest, folderForTest } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';
import { engineProcesses } from './processes.ts';
import { readState, writeState, writtenState } from './remembered-state.ts';

/** Starts a program on its own, as one left over would run. */
async function running(
  command: string,
  args: readonly string[],
): Promise<{ pid: number; isGone(): boolean }> {
  const child = spawn(command, args, { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { pid: child.pid ?? Number.NaN, isGone: () => child.signalCode !== null };
}

async function pidOfSomethingEnded(): Promise<number> {
  const child = spawn('true');
  await once(child, 'exit');
  return child.pid ?? Number.NaN;
}

const recordOf = (stateDir: string) => join(stateDir, 'engines.json');

test('a DynamoDB engine left over on the folder is ended before a new one starts', async () => {
  const stateDir = folderForTest();
  const { command, args } = chooseDynamodbProgram({ port: 0, stateDir });
  const leftOver = await running(command, args);
  const enginesPid = await pidOfSomethingEnded();
  writeFileSync(recordOf(stateDir), JSON.stringify({ enginesPid, dynamodbPid: leftOver.pid }));
  await enginesForTest({ stateDir });
  await expect.poll(leftOver.isGone).toBe(true);
  expect(engineProcesses(stateDir).dynamodb).toHaveLength(1);
});

test('a process that only got the id of an old engine is left alone', async () => {
  const stateDir = folderForTest();
  const innocent = await running('sleep', ['60']);
  const pids = { enginesPid: innocent.pid, dynamodbPid: innocent.pid };
  writeFileSync(recordOf(stateDir), JSON.stringify(pids));
  await enginesForTest({ stateDir });
  expect(engineProcesses(stateDir).dynamodb).toHaveLength(1);
  expect(innocent.isGone()).toBe(false);
});

test('a folder in use is refused, and its engines go on', async () => {
  const stateDir = folderForTest();
  const first = await enginesForTest({ stateDir });
  await writeState(localClients(first.endpoints));
  const [enginesPid] = engineProcesses(stateDir).engines;
  await expect(startEngines({ stateDir })).rejects.toThrow(
    `The state in ${stateDir} is in use by process ${enginesPid}.`,
  );
  expect(await readState(localClients(first.endpoints))).toEqual(writtenState);
});

test('secrets that cannot be read are refused and kept, and no process is left', async () => {
  const stateDir = folderForTest();
  const path = join(stateDir, 'secrets.json');
  writeFileSync(path, '{"secrets":[{"name":"key/1"');
  await expect(startEngines({ stateDir })).rejects.toThrow(`${path} does not hold secrets`);
  expect(readFileSync(path, 'utf8')).toBe('{"secrets":[{"name":"key/1"');
  expect(engineProcesses(stateDir)).toEqual({ engines: [], dynamodb: [] });
});

test('a folder is made where missing, for its owner only, and so are the secrets', async () => {
  const stateDir = join(folderForTest(), 'new', 'state');
  const engines = await enginesForTest({ stateDir });
  await writeState(localClients(engines.endpoints));
  expect(statSync(stateDir).mode & 0o777).toBe(0o700);
  expect(statSync(join(stateDir, 'secrets.json')).mode & 0o777).toBe(0o600);
});

test('an orderly stop leaves no record of processes', async () => {
  const stateDir = folderForTest();
  const engines = await enginesForTest({ stateDir });
  expect(readdirSync(stateDir)).toContain('engines.json');
  await engines.stop();
  expect(readdirSync(stateDir)).not.toContain('engines.json');
});
