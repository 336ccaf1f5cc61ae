import { ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import type { Engines } from '../../../infra/local/engines.ts';
import { eventQueueNameOf, queueUrlOf } from '../../../infra/local/queue-names.ts';
import { enginesForTest, folderForTest } from './engines-for-test.ts';
import { localClients } from './local-clients.ts';

const EventBusName = 'orders';
const sound = { EventBusName, Source: 'core', DetailType: 'loan.drawn', Detail: '{"a":1}' };

async function busOn(engines: Engines) {
  const { sqs, eventBus } = localClients(engines.endpoints);
  const QueueName = eventQueueNameOf(EventBusName);
  await sqs.send(new CreateQueueCommand({ QueueName }));
  const QueueUrl = queueUrlOf(engines.endpoints.sqs, QueueName);
  return {
    put: (...Entries: object[]) => eventBus.send(new PutEventsCommand({ Entries } as never)),
    async waiting(): Promise<unknown[]> {
      const receive = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(receive));
      return Messages.map(({ Body = '' }) => JSON.parse(Body));
    },
    eventBus,
  };
}

test('an event waits as EventBridge would deliver it', async () => {
  const { put, waiting } = await busOn(await enginesForTest());
  const Time = new Date('2026-03-01T10:20:30Z');
  const { FailedEntryCount, Entries = [] } = await put({ ...sound, Time, Resources: ['r1'] });
  expect(FailedEntryCount).toBe(0);
  expect(Entries).toEqual([{ EventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  expect(await waiting()).toEqual([
    {
      version: '0',
      id: Entries[0]?.EventId,
      'detail-type': 'loan.drawn',
      source: 'core',
      account: '000000000000',
      time: '2026-03-01T10:20:30Z',
      region: 'us-east-1',
      resources: ['r1'],
      detail: { a: 1 },
    },
  ]);
});

test('a bus can be named by its ARN, and an event without a time is of now', async () => {
  const { put, waiting } = await busOn(await enginesForTest());
  const arn = `arn:aws:events:us-east-1:000000000000:event-bus/${EventBusName}`;
  expect((await put({ ...sound, EventBusName: arn })).FailedEntryCount).toBe(0);
  const [event] = (await waiting()) as { time: string }[];
  expect(Math.abs(Date.parse(event?.time ?? '') - Date.now())).toBeLessThan(5_000);
});

test('each entry is answered by itself, in order', async () => {
  const { put, waiting } = await busOn(await enginesForTest());
  const { FailedEntryCount, Entries = [] } = await put(
    { ...sound, Detail: '[1]' },
    sound,
    { ...sound, Detail: '{' },
    { ...sound, Source: undefined },
    { ...sound, DetailType: '' },
    { ...sound, EventBusName: 'nobodys' },
    { ...sound, EventBusName: undefined },
  );
  expect(FailedEntryCount).toBe(6);
  expect(Entries.map(({ ErrorCode }) => ErrorCode)).toEqual([
    'MalformedDetail',
    undefined,
    'MalformedDetail',
    'InvalidArgument',
    'InvalidArgument',
    'InternalFailure',
    'InternalFailure',
  ]);
  expect(await waiting()).toHaveLength(1);
});

test('ten entries are taken, none and eleven are not', async () => {
  const { put, waiting } = await busOn(await enginesForTest());
  const many = (length: number) => Array.from({ length }, () => sound);
  const invalid = expect.objectContaining({ name: 'ValidationException' });
  await expect(put(...many(11))).rejects.toEqual(invalid);
  await expect(put()).rejects.toEqual(invalid);
  expect(await waiting()).toHaveLength(0);
  expect((await put(...many(10))).FailedEntryCount).toBe(0);
  expect(await waiting()).toHaveLength(10);
});

test('an operation that is not emulated says so', async () => {
  const { eventBus } = await busOn(await enginesForTest());
  await expect(eventBus.send(new ListRulesCommand({}))).rejects.toThrow(
    'Not emulated: AWSEvents.ListRules',
  );
});

test('what was answered is there after a kill of the engines', async () => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  const { put, waiting } = await busOn(engines);
  let answered = 0;
  const sending = (async () => {
    for (;;) {
      await put({ ...sound, Detail: JSON.stringify({ answered }) });
      answered += 1;
    }
  })();
  await expect.poll(() => answered, { interval: 1, timeout: 5_000 }).toBeGreaterThan(3);
  engines.kill('engines');
  await expect(sending).rejects.toThrow();
  await engines.whenReady();
  const found = new Set<unknown>();
  for (let looks = 0; looks < 50; looks += 1) {
    for (const event of await waiting()) {
      found.add((event as { detail: { answered: number } }).detail.answered);
    }
    if (found.size >= answered) break;
  }
  for (let number = 0; number < answered; number += 1) expect(found).toContain(number);
});
