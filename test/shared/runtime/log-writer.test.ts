import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { logWriter, writeLogLine } from '../../../shared/runtime/log-writer.ts';
import type { LogLine } from '../../../shared/runtime/request-log.ts';

let out: string[] = [];
beforeEach(() => {
  out = [];
  vi.useFakeTimers({ now: 1_795_228_200_000, toFake: ['Date'] });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const request: LogLine = {
  level: 'info',
  message: 'request',
  requestId: 'R1',
  api: 'queryCreditQuota',
  clientId: 'PARTNER_1',
  resultCode: 'SUCCESS',
  durationMs: 12,
  counts: { Requests: 1, LatencyMs: 12, ClockSkewSeconds: 2 },
};

describe('a request is one line, for a person and for CloudWatch', () => {
  test('of its fields, its values and how to read them', () => {
    logWriter('prod')(request);
    expect(out.map((line) => JSON.parse(line))).toEqual([
      {
        level: 'info',
        message: 'request',
        requestId: 'R1',
        api: 'queryCreditQuota',
        clientId: 'PARTNER_1',
        resultCode: 'SUCCESS',
        durationMs: 12,
        stage: 'prod',
        Requests: 1,
        LatencyMs: 12,
        ClockSkewSeconds: 2,
        _aws: {
          Timestamp: 1_795_228_200_000,
          CloudWatchMetrics: [
            {
              Namespace: 'Quotaline',
              Dimensions: [['stage', 'api']],
              Metrics: [
                { Name: 'Requests', Unit: 'Count' },
                { Name: 'LatencyMs', Unit: 'Milliseconds' },
              ],
            },
            {
              Namespace: 'Quotaline',
              Dimensions: [['stage', 'clientId']],
              Metrics: [{ Name: 'ClockSkewSeconds', Unit: 'Seconds' }],
            },
          ],
        },
      },
    ]);
  });

  test('that begins as whoever keeps it expects, and ends with its line', () => {
    logWriter('prod')(request);
    expect(out.join('')).toMatch(/^\{"level":"info","message":"request",.*\}\n$/);
  });

  test('with the values of its own, however alike the lines', () => {
    const write = logWriter('prod');
    write(request);
    write({ ...request, clientId: 'PARTNER_2', counts: { ...request.counts, LatencyMs: 7 } });
    const [first, second] = out.map((line) => JSON.parse(line));
    expect([first.LatencyMs, first.clientId]).toEqual([12, 'PARTNER_1']);
    expect([second.LatencyMs, second.clientId]).toEqual([7, 'PARTNER_2']);
    expect(second['_aws']).toEqual(first['_aws']);
  });
});

test('a fault is told as an error, in its order', () => {
  const write = logWriter('prod');
  write({ level: 'info', message: 'request' });
  write({ level: 'error', message: 'retry failed', fault: 'Error: no' });
  expect(out).toEqual([
    '{"level":"info","message":"request"}\n',
    '{"level":"error","message":"retry failed","fault":"Error: no"}\n',
  ]);
});

test('an output that cannot be written to disturbs nobody', () => {
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(() => {
    throw new Error('the pipe is gone');
  });
  writeLogLine(request);
  expect(write).toHaveBeenCalledTimes(1);
});

describe('nothing is counted', () => {
  test('where the stage is not known, and the line is written all the same', () => {
    logWriter(undefined)({ level: 'info', message: 'metric', counts: { CheckRuns: 1 } });
    expect(out).toEqual(['{"level":"info","message":"metric"}\n']);
  });

  test('of a client or an endpoint that the line does not name', () => {
    const counts = { Requests: 1, Throttled: 1, CheckRuns: 1 };
    logWriter('prod')({ level: 'info', message: 'metric', counts });
    const line = JSON.parse(out.join(''));
    expect(Object.keys(line)).toEqual(['level', 'message', 'stage', 'CheckRuns', '_aws']);
    expect(line['_aws'].CloudWatchMetrics).toEqual([
      {
        Namespace: 'Quotaline',
        Dimensions: [['stage']],
        Metrics: [{ Name: 'CheckRuns', Unit: 'Count' }],
      },
    ]);
  });
});

test('zero is counted: a check that found nothing was made', () => {
  logWriter('prod')({ level: 'info', message: 'metric', counts: { LedgerDrift: 0 } });
  expect(JSON.parse(out.join(''))).toMatchObject({ stage: 'prod', LedgerDrift: 0 });
});
