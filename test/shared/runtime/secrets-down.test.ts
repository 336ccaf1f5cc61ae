import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { endpointHandler } from '../../../shared/runtime/endpoint-handler.ts';
import { answerOf, contextOf, newInstance, rows } from '../../instance.ts';
import { signedEvent } from '../../signed-event.ts';
import { application, facilityItem, openOwnFacility, stagedInstance } from '../../stage-rows.ts';

const row = rows.applyCreditGrant;
const serverKey = 'quotaline/test/server-key';
const clientIndex = 'quotaline/test/client-index';
const client = 'quotaline/test/clients/PARTNER_1';
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
const unsigned = {
  statusCode: 503,
  headers: { 'content-type': 'application/json; charset=UTF-8' },
  body: JSON.stringify({
    result: {
      resultStatus: 'U',
      resultCode: 'UNKNOWN_EXCEPTION',
      resultMessage: 'The outcome is unknown. Inquire, or send the same request again later.',
    },
  }),
};

// What is answered unsigned is said on standard output: there may be no other log yet.
let written: string[] = [];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
});

function down(...names: readonly string[]) {
  return (name: string): void => {
    if (names.length === 0 || names.includes(name)) throw new Error('Secrets Manager is down');
  };
}

describe('an instance that never could load the server key', () => {
  test('answers 503, unsigned U, and begins nothing', async () => {
    const { secrets, handlers, memory, table, clock } = newInstance();
    await openOwnFacility(memory);
    const before = memory.items();
    secrets.beforeRead = down(serverKey);
    const event = signedEvent(row.path, application('KEY'), clock.ms);
    expect(await handlers.applyCreditGrant(event, contextOf(row))).toEqual(unsigned);
    expect(table.reads).toEqual([]);
    expect(table.writes).toEqual([]);
    expect(memory.items()).toEqual(before);
    expect(secrets.reads).toEqual([serverKey]);
    expect(written).toEqual([
      '{"level":"error","message":"answered unsigned","api":"applyCreditGrant",' +
        '"fault":"Error: Secrets Manager is down"}\n',
    ]);
  });

  test('answers signed as soon as it can, without a new start', async () => {
    const { secrets, handlers, clock } = newInstance();
    secrets.beforeRead = down();
    const event = signedEvent(row.path, application('KEY'), clock.ms);
    expect(await handlers.applyCreditGrant(event, contextOf(row))).toEqual(unsigned);
    secrets.beforeRead = () => undefined;
    clock.ms += 2_000;
    const answer = answerOf(
      await handlers.applyCreditGrant(event, contextOf(row)),
      'POST',
      row.path,
    );
    expect(answer.outcome).toBe('F PROCESS_FAIL');
  });

  test('is the same as one whose dependencies cannot be made', async () => {
    const handler = endpointHandler(
      rows.queryCreditQuota,
      () => Promise.reject(new Error('not reached')),
      () => {
        throw new Error('set these environment variables: QUOTALINE_TABLE');
      },
    );
    expect(await handler({}, contextOf(row))).toEqual(unsigned);
  });
});

describe('an instance that has the server key answers signed', () => {
  test('U while the clients cannot be loaded for the first time', async () => {
    for (const name of [clientIndex, client]) {
      const { secrets, call, table } = newInstance();
      secrets.beforeRead = down(name);
      expect((await call('queryCreditQuota', question)).outcome).toBe('U UNKNOWN_EXCEPTION');
      expect(table.reads).toEqual([]);
    }
  });

  test('with what it holds for an hour, then U, for as long as Secrets Manager is down', async () => {
    const { secrets, call, clock, table, failures } = await stagedInstance(newInstance());
    const startedAt = clock.ms;
    secrets.beforeRead = down();
    for (const minute of [9, 10, 30, 59]) {
      clock.ms = startedAt + minute * 60_000;
      expect((await call('queryCreditQuota', question)).outcome).toBe('S SUCCESS');
    }
    expect(failures.map(({ secretName }) => secretName)).toContain(serverKey);
    const reads = table.reads.length;
    for (const minute of [60, 61, 1_000]) {
      clock.ms = startedAt + minute * 60_000;
      expect((await call('queryCreditQuota', question)).outcome).toBe('U UNKNOWN_EXCEPTION');
    }
    expect(table.reads).toHaveLength(reads);
  });

  test('and takes up its work again, having lost nothing', async () => {
    const { secrets, call, clock, body, memory } = await stagedInstance(newInstance());
    secrets.beforeRead = down();
    clock.ms += 3_600_000;
    expect((await call('applyCreditGrant', body())).outcome).toBe('U UNKNOWN_EXCEPTION');
    secrets.beforeRead = () => undefined;
    clock.ms += 2_000;
    expect((await call('applyCreditGrant', body())).outcome).toBe('S SUCCESS');
    expect(facilityItem(memory)['grantedMinor']).toBe(8_000n);
  });
});
