import { afterEach, describe, expect, test, vi } from 'vitest';
import { endpointHandler } from '../../../shared/runtime/endpoint-handler.ts';
import { describeFault } from '../../../shared/runtime/request-log.ts';
import { contextOf, newInstance, rows, startMs } from '../../instance.ts';
import { partnerPrivateKey, signedEvent } from '../../signed-event.ts';
import { itemCounts, stagedInstance } from '../../stage-rows.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a request is one line of these members and no others', async () => {
  const { call, body, lines, clock } = await stagedInstance(newInstance());
  lines.length = 0;
  await call('applyCreditGrant', body(), { time: '2026-11-21T10:29:58+08:00' });
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'request',
      requestId: 'request-1',
      api: 'applyCreditGrant',
      clientId: 'PARTNER_1',
      creditGrantNo: 'CGF32B2EE45EB5BF7C5FF990235E781022',
      keyVersion: 1,
      resultCode: 'SUCCESS',
      durationMs: 0,
      clockSkewSeconds: -2,
      counts: { Requests: 1, LatencyMs: 0, ClockSkewSeconds: 2 },
    },
  ]);
  expect(clock.ms).toBe(startMs);
});

test('a request that was not verified names no client', async () => {
  const { call, lines } = newInstance();
  await call('queryCreditQuota', {}, { clientId: 'SOMEBODY_ELSE' });
  expect(lines).toEqual([
    {
      level: 'info',
      message: 'request',
      requestId: 'request-1',
      api: 'queryCreditQuota',
      resultCode: 'INVALID_CLIENT',
      durationMs: 0,
      clockSkewSeconds: 0,
      counts: { Requests: 1, LatencyMs: 0, Refused: 1, UnknownClients: 1 },
    },
  ]);
});

test('nothing of a body, a token, a signature or a key gets into the log', async () => {
  const { call, body, lines } = await stagedInstance(newInstance());
  const canary = 'CANARY-7f3a';
  const time = '2026-11-21T02:30:00Z';
  await call('applyCreditGrant', body({ vendorName: canary }), { time });
  await call('applyCreditGrant', `{"${canary}":1}`, { time });
  await call('applyCreditGrant', canary, { time });
  await call('applyCreditGrant', body({ referenceNo: canary, payeeCode: canary }), { time });
  await call('queryCreditQuota', {}, { headers: { 'access-token': canary } });
  await call('queryCreditQuota', {}, { headers: { 'connected-customerid': canary } });
  await call('queryCreditQuota', {}, { clientId: canary });
  const event = signedEvent(rows.queryCreditQuota.path, '', startMs) as {
    headers: Record<string, string>;
  };
  const signature = event.headers['signature']?.slice(-40) ?? '';
  const { d = '' } = partnerPrivateKey.export({ format: 'jwk' });
  const told = JSON.stringify(lines);
  expect(lines).toHaveLength(8);
  for (const secret of [canary, signature, d.slice(0, 40)]) expect(told).not.toContain(secret);
});

describe('a log that cannot be written changes nothing', () => {
  const broken = (): never => {
    throw new Error('the log is gone');
  };

  test('of an answer', async () => {
    const { call, body, memory } = await stagedInstance(newInstance({ log: broken }));
    expect((await call('applyCreditGrant', body())).outcome).toBe('S SUCCESS');
    expect((await call('applyCreditGrant', '{')).outcome).toBe('F PARAM_ILLEGAL');
    expect(itemCounts(memory)['GRANT']).toBe(1);
  });

  test('of an application that cannot be decided on now, nor sent for', async () => {
    const decisions = { ask: () => Promise.reject(new Error('down')) };
    const { call, body, deps } = await stagedInstance(newInstance({ log: broken, decisions }));
    deps.retryQueue.send = () => Promise.reject(new Error('down as well'));
    const { outcome, body: answer } = await call('applyCreditGrant', body());
    expect([outcome, answer.creditGrantStatus]).toEqual(['S SUCCESS', 'ACCEPTED']);
  });

  test('of a fault that is its own cause', async () => {
    const instance = newInstance();
    const circular = Object.assign(new Error('round'), { cause: undefined as unknown });
    circular.cause = circular;
    const handler = endpointHandler(
      rows.queryCreditQuota,
      () => Promise.reject(circular),
      () => instance.deps,
    );
    const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
    const event = signedEvent(rows.queryCreditQuota.path, question, startMs);
    const result = await handler(event, contextOf(rows.queryCreditQuota));
    expect(result.statusCode).toBe(200);
    expect(instance.lines).toMatchObject([
      {
        resultCode: 'UNKNOWN_EXCEPTION',
        fault: 'Error: round; cause: Error: round; cause: Error: round; cause: Error: round',
      },
    ]);
  });

  test('of an answer that leaves unsigned', async () => {
    vi.spyOn(process.stdout, 'write').mockImplementation(broken);
    const handler = endpointHandler(
      rows.queryCreditQuota,
      () => Promise.reject(new Error('not reached')),
      broken,
    );
    expect((await handler({}, contextOf(rows.queryCreditQuota))).statusCode).toBe(503);
  });
});

describe('a fault is told by kind and message', () => {
  test.each([
    [new TypeError('no'), 'TypeError: no'],
    [new Error('a', { cause: new RangeError('b') }), 'Error: a; cause: RangeError: b'],
    [new Error('a', { cause: { secret: 'b' } }), 'Error: a; cause: object'],
    ['a text', 'string'],
    [undefined, 'undefined'],
  ])('%s', (fault, told) => {
    expect(describeFault(fault)).toBe(told);
  });

  test('in a thousand characters at most', () => {
    expect(describeFault(new Error('x'.repeat(2_000)))).toHaveLength(1_000);
  });
});
