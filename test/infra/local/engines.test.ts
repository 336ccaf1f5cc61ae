import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { EngineEndpoints } from '../../../infra/local/engines.ts';
import { enginesForTest, folderForTest, portOf } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';
import { engineProcesses, listeningAddresses, processesNaming } from './processes.ts';
import { readState, writeState, writtenState } from './remembered-state.ts';

const script = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));

async function holder(stateDir: string): Promise<{
  process: ChildProcess;
  endpoints: EngineEndpoints;
  nextLine: () => Promise<string>;
}> {
  const child = spawn(process.execPath, [script('engines-holder.ts'), stateDir], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    // What a failing test found is not left to the next one.
    for (const { pid } of processesNaming(stateDir)) process.kill(pid, 'SIGKILL');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value ?? '';
  return { process: child, endpoints: JSON.parse(await nextLine()), nextLine };
}

const noProcesses = { engines: [], dynamodb: [] };
const oneOfEach = { engines: [expect.any(Number)], dynamodb: [expect.any(Number)] };

test('each engine answers the SDK, in memory and without a state folder', async () => {
  const clients = localClients((await enginesForTest()).endpoints);
  await writeState(clients);
  expect(await readState(clients)).toEqual(writtenState);
});

test('every engine listens on the loopback address only', async () => {
  const { endpoints } = await enginesForTest();
  const listeners = Object.values(endpoints).map((url) => listeningAddresses(Number(portOf(url))));
  expect(listeners).toEqual(Array.from({ length: 5 }, () => ['0100007F']));
});

test('the environment leads clients to the engines, whatever the user has set up', async () => {
  const { environment } = await enginesForTest();
  const folder = folderForTest();
  const config = join(folder, 'config');
  writeFileSync(config, '[profile work]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:9\n');
  const hostile = {
    AWS_PROFILE: 'work',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_SESSION_TOKEN: 'of another account',
    HOME: folder,
  };
  const env = { ...hostile, ...environment };
  const run = promisify(execFile)(process.execPath, [script('sdk-round-trip.ts')], { env });
  const { stdout, stderr } = await run;
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    sent: true,
    eventsRefused: 0,
    buckets: ['plain'],
    tables: [],
    secrets: [],
  });
});

test('starting engines leaves the own environment alone', async () => {
  const before = { ...process.env };
  await enginesForTest();
  expect({ ...process.env }).toEqual(before);
});

test('no process is left after stop, and a second stop changes nothing', async () => {
  const engines = await enginesForTest();
  const port = portOf(engines.endpoints.dynamodb);
  expect(engineProcesses(port)).toEqual(oneOfEach);
  await engines.stop();
  await engines.stop();
  expect(processesNaming(port)).toEqual([]);
  await expect(engines.whenReady()).rejects.toThrow('The engines are stopped.');
});

test('no process is left when stop comes in the middle of a restart', async () => {
  const engines = await enginesForTest();
  const port = portOf(engines.endpoints.dynamodb);
  engines.kill('engines');
  await expect.poll(() => engineProcesses(port).engines, { interval: 1 }).toHaveLength(1);
  await engines.stop();
  expect(processesNaming(port)).toEqual([]);
});

test('no process is left after a kill -9 of the parent, and its state is free again', async () => {
  const stateDir = folderForTest();
  const parent = await holder(stateDir);
  expect(engineProcesses(stateDir)).toEqual(oneOfEach);
  await writeState(localClients(parent.endpoints));
  parent.process.kill('SIGKILL');
  await expect.poll(() => engineProcesses(stateDir), { timeout: 3_000 }).toEqual(noProcesses);
  const next = await enginesForTest({ stateDir });
  expect(await readState(localClients(next.endpoints))).toEqual(writtenState);
});

test('a kill -9 of both Node processes at once leaves no process either', async () => {
  const stateDir = folderForTest();
  const parent = await holder(stateDir);
  const { engines } = engineProcesses(stateDir);
  expect(engineProcesses(stateDir)).toEqual(oneOfEach);
  parent.process.kill('SIGKILL');
  for (const pid of engines) process.kill(pid, 'SIGKILL');
  await expect.poll(() => engineProcesses(stateDir), { timeout: 3_000 }).toEqual(noProcesses);
});

test('Ctrl-C leaves the very engines to the parent, which may still need them', async () => {
  const stateDir = folderForTest();
  const parent = await holder(stateDir);
  const before = engineProcesses(stateDir);
  expect(before).toEqual(oneOfEach);
  process.kill(-(parent.process.pid ?? Number.NaN), 'SIGINT');
  expect(await parent.nextLine()).toBe('answered after the signal: true');
  expect(engineProcesses(stateDir)).toEqual(before);
  const exit = once(parent.process, 'exit');
  parent.process.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
  expect(engineProcesses(stateDir)).toEqual(noProcesses);
});
