import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { attachmentBody } from '../../builders.ts';
import { answerOf, contextOf, newInstance, rows } from '../../instance.ts';
import { signedEvent } from '../../signed-event.ts';
import { itemCounts, stagedInstance } from '../../stage-rows.ts';
import { gate } from '../../watched-table.ts';

const row = rows.applyCreditGrant;

/** A staged instance, and a call that runs into its deadline after 20 ms. */
async function staged() {
  const instance = await stagedInstance(newInstance());
  async function callLate() {
    const event = signedEvent(row.path, instance.body(), instance.clock.ms);
    const result = await instance.handlers.applyCreditGrant(event, contextOf(row, 20));
    return answerOf(result, 'POST', row.path);
  }
  return { ...instance, callLate };
}

afterEach(() => {
  vi.useRealTimers();
});

test.each(['client-index', 'clients/PARTNER_1'])(
  'keys that do not come in time are a signed U: %s',
  async (slow) => {
    const { secrets, handlers, clock, table } = newInstance();
    const held = gate();
    secrets.beforeRead = (name) => (name.endsWith(slow) ? held.wait() : undefined);
    const { path } = rows.queryCreditQuota;
    const event = signedEvent(path, { productCode: 'AMAZON_VC_FACTORING_LOAN' }, clock.ms);
    const result = await handlers.queryCreditQuota(event, contextOf(rows.queryCreditQuota, 20));
    expect(answerOf(result, 'POST', path).outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(table.reads).toEqual([]);
    held.open();
  },
);

describe('at the deadline the caller gets a signed U while the operation goes on', () => {
  test('whose read is aborted and which commits nothing', async () => {
    const { table, memory, callLate } = await staged();
    const held = gate();
    table.watch.beforeRead = held.wait;
    const answer = await callLate();
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(answer.body).toEqual({ result: answer.result, referenceNo: 'REF_1' });
    held.open();
    await sleep(5);
    expect(table.writes).toEqual([]);
    expect(itemCounts(memory)['REF']).toBeUndefined();
  });

  test('whose commit, not begun yet, never begins: the signal is seen', async () => {
    const { table, memory, callLate } = await staged();
    const held = gate();
    table.watch.beforeWrite = held.wait;
    expect((await callLate()).outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(table.writes).toHaveLength(1);
    held.open();
    await sleep(5);
    expect(itemCounts(memory)['REF']).toBeUndefined();
  });

  test('whose commit, sent in time, lands: the next call tells', async () => {
    const { table, memory, callLate, call, body } = await staged();
    const held = gate();
    table.watch.afterWrite = held.wait;
    expect((await callLate()).outcome).toBe('U UNKNOWN_EXCEPTION');
    table.watch = {};
    expect(itemCounts(memory)['GRANT']).toBe(1);
    const again = await call('applyCreditGrant', body());
    expect(again.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    held.open();
    await sleep(5);
    expect(itemCounts(memory)['GRANT']).toBe(1);
  });
});

describe('no commit is begun once the deadline is reached', () => {
  test.each([
    [9_999, 'S SUCCESS', 1],
    [10_000, 'U UNKNOWN_EXCEPTION', undefined],
    [10_001, 'U UNKNOWN_EXCEPTION', undefined],
  ])('%i ms after the start: %s', async (ms, outcome, grants) => {
    const { table, memory, clock, call, body } = await stagedInstance(newInstance());
    table.watch.beforeWrite = () => {
      clock.ms += ms;
      return undefined;
    };
    expect((await call('applyCreditGrant', body())).outcome).toBe(outcome);
    expect(itemCounts(memory)['GRANT']).toBe(grants);
  });

  test('nor is a file stored', async () => {
    const { table, puts, clock, call } = await stagedInstance(newInstance());
    table.watch.beforeRead = () => {
      clock.ms += 20_000;
      return undefined;
    };
    const answer = await call('submitAttachment', attachmentBody({ attachmentId: 'A2' }));
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(puts).toEqual([]);
  });

  test('which is a second before the Lambda is cut off, if that comes first', async () => {
    const { memory, clock, handlers, table, body } = await stagedInstance(newInstance());
    const event = signedEvent(row.path, body(), clock.ms);
    const context = { getRemainingTimeInMillis: () => 4_000 } as never;
    table.watch.beforeWrite = () => {
      clock.ms += 3_000;
      return undefined;
    };
    const answer = answerOf(await handlers.applyCreditGrant(event, context), 'POST', row.path);
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    expect(itemCounts(memory)['GRANT']).toBeUndefined();
  });
});

test('a query whose keys have all gone stale while Secrets Manager hangs is answered in time', async () => {
  const { clock, secrets, call } = await stagedInstance(newInstance());
  const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
  clock.ms += 600_000;
  secrets.beforeRead = () => new Promise(() => undefined);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const answering = call('queryCreditQuota', question);
  await vi.advanceTimersByTimeAsync(1_500);
  vi.useRealTimers();
  expect((await answering).outcome).toBe('S SUCCESS');
});
