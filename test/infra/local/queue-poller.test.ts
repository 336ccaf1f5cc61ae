import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { pollQueue } from '../../../infra/local/queue-poller.ts';
import { enginesForTest, folderForTest } from './engines-for-test.ts';
import { listener, queueForTest, soon, stopAfterTest, useEnvironment } from './queue-for-test.ts';

test('messages are worked on while engines crash and come back, which is said once a time', async () => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'polled');
  const bodies: string[] = [];
  const { say, lines } = listener();
  const work = async (messages: readonly { Body: string }[]) => {
    bodies.push(...messages.map(({ Body }) => Body));
    return { done: messages as never };
  };
  stopAfterTest(pollQueue({ queueUrl: queue.url, batchSize: 10, maxConcurrency: 1, work }, say));
  for (const round of ['first', 'second', 'third']) {
    await queue.send(round);
    await expect.poll(() => bodies, soon).toContain(round);
    await expect.poll(queue.size, soon).toBe(0);
    engines.kill('engines');
    await engines.whenReady();
  }
  await queue.send('last');
  await expect.poll(() => bodies, { timeout: 5_000 }).toEqual(['first', 'second', 'third', 'last']);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toContain(`${queue.url} cannot be worked on for now`);
});

test('it stops while it waits, and takes nothing after that', async () => {
  const engines = await enginesForTest();
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'polled', { visibilitySeconds: 0 });
  const bodies: string[] = [];
  const work = async (messages: readonly { Body: string }[]) => {
    bodies.push(...messages.map(({ Body }) => Body));
    return { done: messages as never };
  };
  const { say, lines } = listener();
  const poller = pollQueue({ queueUrl: queue.url, batchSize: 10, maxConcurrency: 1, work }, say);
  await queue.send('before');
  await expect.poll(queue.size, soon).toBe(0);
  const letGo = vi.spyOn(SQSClient.prototype, 'destroy');
  onTestFinished(() => letGo.mockRestore());
  await poller.stop();
  // It has ended, and was not given up: only then does it let its client go.
  expect(letGo).toHaveBeenCalledTimes(1);
  await queue.send('after');
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(bodies).toEqual(['before']);
  expect(await queue.size()).toBe(1);
  expect(lines).toEqual([]);
});

test.each([1, 2])('a batch in hand is ended before it stops, of %d at most', async (most) => {
  const engines = await enginesForTest();
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'polled', { visibilitySeconds: 60 });
  const begun = Promise.withResolvers<void>();
  const work = async (messages: readonly unknown[]) => {
    begun.resolve();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { done: messages as never };
  };
  const terms = { batchSize: 1, maxConcurrency: most };
  const poller = pollQueue({ queueUrl: queue.url, ...terms, work }, listener().say);
  await queue.send('slow');
  await begun.promise;
  await poller.stop();
  expect(await queue.size()).toBe(0);
});

test('as many batches are in hand at once as may be, each settled by itself', async () => {
  const engines = await enginesForTest();
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'polled', { visibilitySeconds: 60 });
  const inHand = new Map<string, PromiseWithResolvers<void>>();
  let most = 0;
  const work = async (messages: readonly { Body: string }[]) => {
    const body = messages.map((message) => message.Body).join();
    const held = Promise.withResolvers<void>();
    inHand.set(body, held);
    most = Math.max(most, inHand.size);
    await held.promise;
    inHand.delete(body);
    return { done: messages as never };
  };
  const poller = pollQueue(
    { queueUrl: queue.url, batchSize: 1, maxConcurrency: 3, work },
    listener().say,
  );
  for (const body of ['1', '2', '3', '4', '5']) await queue.send(body);
  await expect.poll(() => [...inHand.keys()].sort(), soon).toEqual(['1', '2', '3']);
  inHand.get('2')?.resolve();
  await expect.poll(() => [...inHand.keys()].sort(), soon).toEqual(['1', '3', '4']);
  await expect.poll(queue.size, soon).toBe(4);
  inHand.get('4')?.resolve();
  await expect.poll(() => [...inHand.keys()].sort(), soon).toEqual(['1', '3', '5']);
  const stopped = poller.stop();
  for (const { resolve } of inHand.values()) resolve();
  await stopped;
  expect(most).toBe(3);
  expect(await queue.size()).toBe(0);
});

test('batches that fail together are one fault, and those in hand beside them go on', async () => {
  const engines = await enginesForTest();
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'polled', { visibilitySeconds: 60 });
  const { say, lines } = listener();
  const failing = Promise.withResolvers<never>();
  const begun: string[] = [];
  const work = async (messages: readonly { Body: string }[]) => {
    const [{ Body } = { Body: '' }] = messages;
    begun.push(Body);
    if (Body.startsWith('bad')) await failing.promise;
    return { done: messages as never };
  };
  stopAfterTest(pollQueue({ queueUrl: queue.url, batchSize: 1, maxConcurrency: 4, work }, say));
  for (const body of ['bad 1', 'bad 2', 'bad 3']) await queue.send(body);
  await expect.poll(() => begun.length, soon).toBe(3);
  failing.reject(new Error('no'));
  await expect.poll(() => lines, soon).toEqual([`${queue.url} cannot be worked on for now: no`]);
  await queue.send('good');
  await expect.poll(queue.size, soon).toBe(3);
  expect(begun.sort()).toEqual(['bad 1', 'bad 2', 'bad 3', 'good']);
  expect(lines).toHaveLength(1);
});
