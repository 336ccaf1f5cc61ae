import { describe, expect, test } from 'vitest';
import type { ApiName } from '../../../shared/catalogue/endpoint.ts';
import { faultLine } from '../../../shared/runtime/noted-fault.ts';
import { newInstance } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import type { EventChanges } from '../../signed-event.ts';
import { stagedInstance } from '../../stage-rows.ts';

const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };

/** What the one line of a request counts, and which client it names. */
async function countedOf(changes: EventChanges, api: ApiName = 'queryCreditQuota') {
  const { call, lines } = newInstance();
  await call(api, question, changes);
  expect(lines).toHaveLength(1);
  return { clientId: lines[0]?.clientId, counts: lines[0]?.counts };
}

const refused = { Requests: 1, LatencyMs: 0, Refused: 1 };

describe('a signature that fails is counted', () => {
  test('for the client of the index that it is said to be of', async () => {
    const forged = { headers: { signature: 'algorithm=RSA256, signature=AAAA' } };
    expect(await countedOf(forged)).toEqual({
      clientId: 'PARTNER_1',
      counts: { ...refused, SignatureFailures: 1 },
    });
  });

  test('without a client when the id is invented: nobody makes dimensions for us', async () => {
    expect(await countedOf({ clientId: 'INVENTED' })).toEqual({
      clientId: undefined,
      counts: { ...refused, UnknownClients: 1 },
    });
  });

  test('without a client when the header cannot be read: nothing was looked up', async () => {
    const counted = await countedOf({ headers: { signature: 'none' } });
    expect(counted).toEqual({ clientId: undefined, counts: refused });
  });

  test('for nobody who is suspended', async () => {
    const clients = { PARTNER_1: clientSecret({ status: 'suspended' }) };
    const { call, lines } = newInstance({ clients });
    await call('queryCreditQuota', question);
    expect(lines).toMatchObject([{ counts: { ...refused, UnknownClients: 1 } }]);
    expect(lines[0]).not.toHaveProperty('clientId');
  });
});

describe('the clock of a client is told from ours', () => {
  test.each<[string, string, number, object]>([
    ['a request in time', '2026-11-21T02:29:00Z', 60, { SignatureFailures: undefined }],
    ['a stale one', '2026-11-21T02:20:00Z', 600, { SignatureFailures: 1 }],
    ['one from the future', '2026-11-21T02:31:01Z', 61, { SignatureFailures: 1 }],
  ])('by %s', async (_what, time, seconds, more) => {
    const { clientId, counts } = await countedOf({ time });
    expect(clientId).toBe('PARTNER_1');
    expect(counts?.ClockSkewSeconds).toBe(seconds);
    expect(counts?.SignatureFailures).toBe(Object.values(more)[0]);
  });

  test('and never by a forged request', async () => {
    const forged = {
      time: '2026-11-21T02:20:00Z',
      headers: { signature: 'algorithm=RSA256, signature=AAAA' },
    };
    expect((await countedOf(forged)).counts).not.toHaveProperty('ClockSkewSeconds');
  });
});

test('a client over its own rate is throttled, and none of our faults', async () => {
  const clients = { PARTNER_1: clientSecret({ ratePerSecond: 1, burst: 1 }) };
  const { call, lines } = newInstance({ clients });
  await call('queryCreditQuota', question);
  expect((await call('queryCreditQuota', question)).outcome).toBe('U REQUEST_TRAFFIC_EXCEED_LIMIT');
  expect(lines[1]).toMatchObject({
    clientId: 'PARTNER_1',
    resultCode: 'REQUEST_TRAFFIC_EXCEED_LIMIT',
  });
  expect(lines[1]?.counts).toEqual({
    Requests: 1,
    LatencyMs: 0,
    Throttled: 1,
    ClockSkewSeconds: 0,
  });
});

test('a fault is an unknown answer, and so is a table that asks for patience', async () => {
  const { call, lines, table } = await stagedInstance(newInstance());
  lines.length = 0;
  for (const name of ['Error', 'ThrottlingException']) {
    table.read = () => Promise.reject(Object.assign(new Error('no'), { name }));
    await call('queryCreditQuota', question);
  }
  const unknown = { Requests: 1, LatencyMs: 0, Unknown: 1, ClockSkewSeconds: 0 };
  expect(lines.map(({ counts }) => counts)).toEqual([unknown, unknown]);
});

test('a success is neither refused nor unknown', async () => {
  const { call, lines } = await stagedInstance(newInstance());
  lines.length = 0;
  await call('queryCreditQuota', question);
  expect(lines[0]?.counts).toEqual({ Requests: 1, LatencyMs: 0, ClockSkewSeconds: 0 });
});

test('a fault that costs no work is told with its kind, and counted', () => {
  expect(faultLine('retry failed', new TypeError('no'))).toEqual({
    level: 'error',
    message: 'retry failed',
    fault: 'TypeError: no',
    counts: { RetryFaults: 1 },
  });
});
