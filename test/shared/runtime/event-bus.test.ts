import { EventBridgeClient, type PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import { expect, test } from 'vitest';
import type { Notice } from '../../../shared/runtime/back-office.ts';
import { eventBridgeNotices } from '../../../shared/runtime/event-bus.ts';

/** A bus whose client answers every call so, and what it was sent. */
function busThat(answer: Partial<PutEventsCommandOutput> | Error) {
  const sent: unknown[] = [];
  const client = new EventBridgeClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
  });
  client.middlewareStack.add(
    () => async (args) => {
      sent.push(args.input);
      if (answer instanceof Error) throw answer;
      return { output: { $metadata: {}, ...answer }, response: {} };
    },
    { step: 'initialize', priority: 'high' },
  );
  return { board: eventBridgeNotices(client, 'bus-1'), sent };
}

const notices = (count: number): Notice[] =>
  Array.from({ length: count }, (_, n) => ({
    type: 'GrantExpired',
    id: `N-${n}`,
    detail: { clientId: 'C' },
  }));

test('a notice is put on the bus under its type, with its id', async () => {
  const { board, sent } = busThat({ FailedEntryCount: 0 });
  await board.publish(notices(1));
  expect(sent).toEqual([
    {
      Entries: [
        {
          EventBusName: 'bus-1',
          Source: 'quotaline',
          DetailType: 'GrantExpired',
          Detail: '{"clientId":"C","id":"N-0"}',
        },
      ],
    },
  ]);
});

test.each([
  [0, []],
  [10, [10]],
  [11, [10, 1]],
])('%i notices go in calls of ten at most', async (count, calls) => {
  const { board, sent } = busThat({ FailedEntryCount: 0 });
  await board.publish(notices(count));
  expect(sent.map((input) => (input as { Entries: unknown[] }).Entries.length)).toEqual(calls);
});

test('a notice that the bus did not take is a fault, although the call succeeded', async () => {
  const { board } = busThat({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'ThrottlingException' }],
  });
  await expect(board.publish(notices(2))).rejects.toThrow('1 notices were not taken');
});

test('an answer that names no failures is none', async () => {
  const { board } = busThat({});
  await expect(board.publish(notices(1))).resolves.toBeUndefined();
});

test('a call that fails is a fault', async () => {
  const { board } = busThat(new Error('no bus'));
  await expect(board.publish(notices(1))).rejects.toThrow('no bus');
});
