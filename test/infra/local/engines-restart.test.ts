import { setTimeout as wait } from 'node:timers/promises';
import { GetQueueUrlCommand } from '@aws-sdk/client-sqs';
import { expect, test, vi } from 'vitest';
import type { Engines } from '../../../infra/local/engines.ts';
import { numberWriters, writeUntilFault } from './durable-writers.ts';
import { enginesForTest, folderForTest, portOf } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';
import { engineProcesses, processesNaming } from './processes.ts';
import { readState, writeState, writtenState } from './remembered-state.ts';

type Engine = 'dynamodb' | 'engines';

const kinds: Engine[] = ['dynamodb', 'engines'];

function onlyPid(engines: Engines, kind: Engine): number {
  const pids = engineProcesses(portOf(engines.endpoints.dynamodb))[kind];
  expect(pids).toHaveLength(1);
  return pids[0] ?? Number.NaN;
}

/** Kills from outside, as no order of ours, and waits for the successor. */
async function crash(engines: Engines, kind: Engine): Promise<void> {
  const before = onlyPid(engines, kind);
  process.kill(before, 'SIGKILL');
  const after = () => engineProcesses(portOf(engines.endpoints.dynamodb))[kind];
  await expect
    .poll(after, { interval: 5 })
    .toEqual([expect.not.toSatisfy((pid) => pid === before)]);
  await engines.whenReady();
}

test('state outlives stop and start, on ports of the new run', async () => {
  const stateDir = folderForTest();
  const first = await enginesForTest({ stateDir });
  await writeState(localClients(first.endpoints));
  await first.stop();
  const second = await enginesForTest({ stateDir });
  expect(second.endpoints).not.toEqual(first.endpoints);
  const clients = localClients(second.endpoints);
  expect(await readState(clients)).toEqual(writtenState);
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: 'retry' }));
  expect(QueueUrl).toBe(`${second.endpoints.sqs}/000000000000/retry`);
});

test.each(kinds)('state outlives the kill of %s, which answers on the same port', async (kind) => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  const clients = localClients(engines.endpoints);
  const before = onlyPid(engines, kind);
  await writeState(clients);
  engines.kill(kind);
  await engines.whenReady();
  expect(onlyPid(engines, kind)).not.toBe(before);
  expect(await readState(clients)).toEqual(writtenState);
});

test('what was written after a kill outlives the next one, in a queue from before too', async () => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  const clients = localClients(engines.endpoints);
  await writeState(clients);
  const { sqs } = await numberWriters(clients);
  for (const number of [0, 1]) {
    engines.kill('engines');
    await engines.whenReady();
    await sqs.write(number);
  }
  engines.kill('engines');
  await engines.whenReady();
  expect(await sqs.read()).toEqual([0, 1]);
});

test.each([
  ['dynamodb', ['dynamodb']],
  ['engines', ['dynamodb', 's3', 'secretsManager', 'sqs']],
] as const)('what was answered before a kill of %s is there after it', async (kind, kept) => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  const clients = localClients(engines.endpoints);
  await writeState(clients);
  const writers = await numberWriters(clients);
  const before = onlyPid(engines, kind);
  const counting = kept.map(async (name) => [name, await writeUntilFault(writers[name])] as const);
  await wait(200);
  engines.kill(kind);
  const counts = await Promise.all(counting);
  await engines.whenReady();
  expect(onlyPid(engines, kind)).not.toBe(before);
  for (const [name, count] of counts) {
    expect(count).toBeGreaterThan(0);
    const found = new Set(await writers[name].read());
    expect(Array.from({ length: count }, (_, n) => n).filter((n) => !found.has(n))).toEqual([]);
  }
});

test.each(kinds)('kills that were asked for may be many: %s', async (kind) => {
  const engines = await enginesForTest();
  const pids = new Set<number>();
  for (let kills = 0; kills < 6; kills += 1) {
    pids.add(onlyPid(engines, kind));
    engines.kill(kind);
    await engines.whenReady();
  }
  expect(pids.size).toBe(6);
});

test.each([
  ['dynamodb', /The DynamoDB engine crashed 5 times in 10 s; the last time it ended with SIGKILL/],
  ['engines', /The engines' process crashed 5 times in 10 s. It ended with SIGKILL/],
] as const)('the fifth crash of %s in ten seconds is the last', async (kind, message) => {
  const errors = vi.spyOn(console, 'error').mockReturnValue();
  const engines = await enginesForTest();
  const port = portOf(engines.endpoints.dynamodb);
  for (let crashes = 1; crashes < 5; crashes += 1) await crash(engines, kind);
  process.kill(onlyPid(engines, kind), 'SIGKILL');
  await expect.poll(() => processesNaming(port)).toEqual([]);
  await expect(engines.whenReady()).rejects.toThrow(message);
  expect(errors).toHaveBeenCalledExactlyOnceWith(
    expect.objectContaining({ message: expect.stringMatching(message) }),
  );
});
