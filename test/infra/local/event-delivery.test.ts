import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { deliverEvents } from '../../../infra/local/event-delivery.ts';
import type { LoadedFunction } from '../../../infra/local/invoke-function.ts';
import { appendLine } from '../../../infra/local/notices-file.ts';
import { pollQueue } from '../../../infra/local/queue-poller.ts';
import { enginesForTest, folderForTest } from './engines-for-test.ts';
import { listener, queueForTest, stopAfterTest, useEnvironment } from './queue-for-test.ts';

function message(receives: number, body: object | string) {
  return {
    MessageId: 'M1',
    ReceiptHandle: 'R1',
    Body: typeof body === 'string' ? body : JSON.stringify(body),
    Attributes: {
      ApproximateReceiveCount: `${receives}`,
      SentTimestamp: '1',
      SenderId: '1',
      ApproximateFirstReceiveTimestamp: '1',
    },
  };
}

function targets(post: (event: unknown) => unknown = () => ({ outcome: 'posted' })) {
  const posted: unknown[] = [];
  const noticed: unknown[] = [];
  const postLedgerEvent: LoadedFunction = {
    row: { functionName: 'post', time: { lambdaTimeoutSeconds: 5 } },
    handler: async (event) => {
      posted.push(event);
      return post(event);
    },
  };
  const audited: unknown[] = [];
  const keepNotice = (event: unknown) => void noticed.push(event);
  const keepAudit = (event: unknown) => void audited.push(event);
  return { posted, noticed, audited, targets: { postLedgerEvent, keepNotice, keepAudit } };
}

const drawn = { id: 'E1', 'detail-type': 'loan.drawn', source: 'core', detail: { any: 'thing' } };
const notice = { id: 'E2', 'detail-type': 'QuotaLow', source: 'quotaline', detail: {} };
const failing = () => {
  throw new Error('no table');
};

test.each([
  ['an event of the back office is posted whole', drawn, [drawn], [], []],
  ['a notice of ours is kept', notice, [], [notice], []],
  ['what we send is never posted', { ...drawn, source: 'quotaline' }, [], [1], []],
  [
    'any other event is dropped, and that is said',
    { ...drawn, 'detail-type': 'loan.drown' },
    [],
    [],
    ['The event E1 (loan.drown from core) matches no rule and is dropped'],
  ],
])('%s', async (_, event, posts, notices, says) => {
  const { posted, noticed, targets: to } = targets();
  const { say, lines } = listener();
  const given = message(1, event);
  expect(await deliverEvents([given], to, say)).toEqual({ done: [given], later: [] });
  expect(posted).toEqual(posts);
  expect(noticed).toHaveLength(notices.length);
  expect(lines).toEqual(says);
});

test('what an operator did to partners and keys is kept, what it posts is posted', async () => {
  const { posted, audited, targets: to } = targets();
  const source = 'quotaline.operator';
  const added = { ...drawn, 'detail-type': 'key.added', source };
  const events = [message(1, added), message(1, { ...drawn, source })];
  expect((await deliverEvents(events, to, listener().say)).done).toHaveLength(2);
  expect(audited).toEqual([added]);
  expect(posted).toEqual([{ ...drawn, source }]);
});

test('a refusal is said and is the end of it', async () => {
  const { targets: to } = targets(() => ({ outcome: 'refused', reason: 'no such grant' }));
  const { say, lines } = listener();
  const given = message(1, drawn);
  expect((await deliverEvents([given], to, say)).done).toEqual([given]);
  expect(lines).toEqual(['The event E1 (loan.drawn) was refused: no such grant']);
});

test.each([
  [1, 1, 'it will be tried again'],
  [2, 2, 'it will be tried again'],
  [3, 4, 'it will be tried again'],
  [4, 8, 'it will be tried again'],
  [5, 1, 'it goes to the dead letters'],
])('delivery %i that fails comes again after %i s: %s', async (receives, afterSeconds, then) => {
  const { say, lines } = listener();
  const given = message(receives, drawn);
  const outcome = await deliverEvents([given], targets(failing).targets, say);
  expect(outcome).toEqual({ done: [], later: [{ message: given, afterSeconds }] });
  const said = `An event could not be delivered (${receives} of 5), ${then}: no table`;
  expect(lines).toEqual([said]);
});

test('what is no event is tried again like any other, and spares those beside it', async () => {
  const { targets: to, posted } = targets();
  const bad = message(1, '{');
  const good = message(1, drawn);
  const outcome = await deliverEvents([bad, good], to, listener().say);
  expect(outcome).toEqual({ done: [good], later: [{ message: bad, afterSeconds: 1 }] });
  expect(posted).toEqual([drawn]);
});

test('an event that cannot be delivered comes again sooner than its visibility, then rests', async () => {
  const engines = await enginesForTest({ stateDir: folderForTest() });
  useEnvironment(engines);
  const queue = await queueForTest(engines, 'bus', { visibilitySeconds: 60, maxReceiveCount: 2 });
  const { targets: to, posted } = targets(failing);
  const { say } = listener();
  const work = (messages: Parameters<typeof deliverEvents>[0]) => deliverEvents(messages, to, say);
  stopAfterTest(pollQueue({ queueUrl: queue.url, batchSize: 1, maxConcurrency: 1, work }, say));
  await queue.send(JSON.stringify(drawn));
  const expected = [JSON.stringify(drawn)];
  await expect.poll(queue.deadLetters, { timeout: 6_000 }).toEqual(expected);
  expect(posted).toHaveLength(2);
});

test('a line is appended whole, even after what a crash left of one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'notices-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'notices.jsonl');
  appendLine(path, { a: 1 });
  appendLine(path, { b: 'ü' });
  expect(readFileSync(path, 'utf8')).toBe('{"a":1}\n{"b":"ü"}\n');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '{"torn":');
  appendLine(path, { c: 3 });
  expect(readFileSync(path, 'utf8')).toBe('{"torn":\n{"c":3}\n');
});
