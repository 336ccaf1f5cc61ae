import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { readLocalEnvironment } from '../../../infra/local/local-environment.ts';
import { localStage } from '../../../infra/local/local-stage.ts';
import { deadLetterNameOf, queueUrlOf } from '../../../infra/local/queue-names.ts';
import { Given } from '../../../infra/operator/given.ts';
import { laptop } from '../../../infra/operator/laptop.ts';
import { lostEventCommands } from '../../../infra/operator/lost-events.ts';
import type { Place } from '../../../infra/operator/place.ts';
import type { World } from '../../../infra/operator/world.ts';
import { AwsEndpoint } from './aws-endpoint.ts';
import { type Operator, runWith, startOperator } from './operator.ts';

let operator: Operator;
let sqs: SQSClient;
let QueueUrl: string;

beforeAll(async () => {
  operator = await startOperator();
  const { AWS_ENDPOINT_URL_SQS: endpoint = '' } =
    readLocalEnvironment(operator.provider.home) ?? {};
  sqs = new SQSClient({ endpoint, region: 'us-east-1' });
  QueueUrl = queueUrlOf(endpoint, deadLetterNameOf(localStage.eventQueueName));
});
afterAll(async () => {
  sqs.destroy();
  await operator.stop();
});

const clientId = 'DEMO_5X00000000000001';
const about = (type: string, id: string) =>
  `${type} of ${clientId}'s own account by core, event id ${id}`;

/** What the bus or the function leaves of an event that could not be posted. */
async function lose(eventId: string, type: string, amountMinor: string, time: string) {
  const quota = { accumulationMethod: 'USER_ID', accumulationId: 'LOST', currency: 'USD' };
  const data = { ...quota, amountMinor };
  const detail = { eventId, clientId, actor: 'core', reason: 'trade', type, data };
  const event = { id: eventId, source: 'core', 'detail-type': type, time, detail };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(event) }));
}

/** So many are in the queue, hidden for a second or not. */
async function expectWaiting(count: number): Promise<void> {
  const [visible, hidden] = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
  ] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [visible, hidden] });
  const { Attributes = {} } = await sqs.send(command);
  expect(Number(Attributes[visible]) + Number(Attributes[hidden])).toBe(count);
}

/** What was put back is shown to others a second later. */
const untilShownAgain = () => sleep(1_200);

beforeEach(() => expectWaiting(0));

test('they are shown in the order of the bus, and stay', async () => {
  await lose('LE-2', 'fx-quota.debited', '300', '2026-03-01T10:00:02Z');
  await lose('LE-1', 'fx-quota.credited', '500', '2026-03-01T10:00:01Z');
  const shown = `LOST      2026-03-01T10:00:01Z, ${about('fx-quota.credited', 'LE-1')}
LOST      2026-03-01T10:00:02Z, ${about('fx-quota.debited', 'LE-2')}
2 lost events`;
  expect(await operator.run(['lost-events', 'show'])).toEqual({ code: 0, out: shown, problem: '' });
  await expectWaiting(2);

  await untilShownAgain();
  // The second could not be posted before the first.
  const posted = await operator.run(['lost-events', 'post']);
  expect(posted).toEqual({ code: 0, out: shown.replaceAll('LOST     ', 'POSTED   '), problem: '' });
  expect(await operator.run(['lost-events', 'post'])).toMatchObject({ out: '0 lost events' });
  const { out } = await operator.run(['history', '--subject', 'USER_ID#LOST#USD#']);
  expect(out).toMatch(/fx-quota.debited {3}core {2}trade .* 200\n/);
});

test('what was posted meanwhile counts once; what is refused is kept with its reason', async () => {
  await lose('LE-1', 'fx-quota.credited', '500', '2026-03-01T10:00:01Z');
  await lose('LE-3', 'fx-quota.debited', '9000', '2026-03-01T10:00:03Z');
  expect(await operator.run(['lost-events', 'post'])).toEqual({
    code: 1,
    out: `REPEATED  2026-03-01T10:00:01Z, ${about('fx-quota.credited', 'LE-1')}
REFUSED   2026-03-01T10:00:03Z, ${about('fx-quota.debited', 'LE-3')}: the quota has not that much left
2 lost events`,
    problem: '',
  });
  const kept = (await operator.provider.items()).filter(({ eventId }) => eventId === 'LE-3');
  expect(kept).toMatchObject([{ reason: 'the quota has not that much left' }]);
});

test('while posting still fails all stay: 2', async () => {
  await lose('LE-4', 'fx-quota.credited', '1', '2026-03-01T10:00:04Z');
  await lose('LE-5', 'fx-quota.credited', '1', '2026-03-01T10:00:05Z');
  const said: string[] = [];
  const say = (text: string) => void said.push(text);
  const world: World = {
    cwd: operator.folder,
    user: 'olga',
    now: Date.now,
    newEventId: () => 'E-1',
    newToken: () => 'T',
    print: say,
    complain: say,
    readInput: () => Promise.resolve(''),
    readLocalEnvironment,
  };
  const post = () => Promise.reject(new Error('the table is gone'));
  const place: Place = { ...(await laptop(world)), post };
  const command = lostEventCommands.find(({ words }) => words.includes('post'));
  expect(await command?.run(new Given([], new Map(), new Set()), place, world)).toBe(2);
  const first = about('fx-quota.credited', 'LE-4');
  expect(said).toEqual([
    `UNKNOWN   2026-03-01T10:00:04Z, ${first}: Error: the table is gone`,
    '2 lost events stay in the queue: try again later.',
  ]);
  await expectWaiting(2);
  await untilShownAgain();
  expect((await operator.run(['lost-events', 'post'])).code).toBe(0);
});

test('in AWS they are in the queue that the stack says', async () => {
  const aws = new AwsEndpoint();
  await aws.start();
  aws.reset();
  aws.answer = { ...aws.answer, body: '{}' };
  const { code, out } = await runWith(['lost-events', 'show', '--stack', 's'], {});
  expect([code, out]).toEqual([0, '0 lost events']);
  expect(aws.asked[0]?.body).toMatchObject({ QueueUrl: expect.stringMatching(/\/1\/lost$/) });
  aws.stop();
  vi.unstubAllEnvs();
});

test('a letter that holds no event is told of, left where it is, and holds up no other', async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{"time":"' }));
  await lose('LE-6', 'fx-quota.credited', '1', '2026-03-01T10:00:06Z');
  const { code, out } = await operator.run(['lost-events', 'post']);
  expect(code).toBe(1);
  expect(out).toContain(`POSTED    2026-03-01T10:00:06Z, ${about('fx-quota.credited', 'LE-6')}`);
  expect(out).toMatch(/LEFT {6}at some time, no event of the back office: message [0-9a-f-]{36}\n/);
  await expectWaiting(1);
});
