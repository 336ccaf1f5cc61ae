import { describe, expect, test } from 'vitest';
import {
  type CreditGrantEnd,
  type CreditGrantProgress,
  settleCreditGrant,
} from '../../../shared/client/client.ts';
import {
  application,
  bodyOf,
  type Reply,
  settle,
  startGrantServer,
  type Trace,
} from './grant-server.ts';

const absent = 'F ORDER_NOT_EXIST';
const unknown = 'U UNKNOWN_EXCEPTION';
const whole: Trace = [5, 10, 20, 40, 80, 160, 320].flatMap((minutes) => [minutes, 'inquire']);

describe('a decision ends it, and is the provider’s own', () => {
  test.each<[Reply, Reply, CreditGrantEnd['kind']]>([
    ['ACCEPTED', 'SUCCESS', 'granted'],
    ['ACCEPTED', 'FAILED', 'failed'],
    [unknown, 'SUCCESS', 'granted'],
    ['U REQUEST_TRAFFIC_EXCEED_LIMIT', 'FAILED', 'failed'],
    ['cut off', 'SUCCESS', 'granted'],
    ['unsigned', 'FAILED', 'failed'],
    ['FAILED without its code', 'FAILED', 'failed'],
  ])('%s, after five minutes %s', async (applied, inquired, kind) => {
    const { end, trace } = await settle([applied], [inquired]);
    expect(end).toEqual({ kind, body: bodyOf(inquired) });
    expect(trace).toEqual(['apply', 5, 'inquire']);
  });

  test('FAILED at once needs no inquiry', async () => {
    const { end, trace } = await settle(['FAILED'], []);
    expect(end).toEqual({ kind: 'failed', body: bodyOf('FAILED') });
    expect(trace).toEqual(['apply']);
  });

  test('so does a refusal, which is not sent again', async () => {
    const { end, trace } = await settle(['F PROCESS_FAIL'], []);
    expect(end).toMatchObject({ kind: 'refused', answer: { kind: 'F', code: 'PROCESS_FAIL' } });
    expect(trace).toEqual(['apply']);
  });
});

describe('what nobody knows is asked seven times in 635 minutes, and then is support’s', () => {
  test.each<Reply>([
    'ACCEPTED',
    unknown,
    'cut off',
    'unsigned',
    'SUCCESS without its amount',
    'FAILED without its code',
  ])('%s for ever', async (reply) => {
    const { end, trace } = await settle([unknown], [reply]);
    expect(end.kind).toBe('undecided');
    expect(trace).toEqual(['apply', ...whole]);
  });

  test('the seventh still counts', async () => {
    const { end, trace } = await settle(['ACCEPTED'], [...Array(6).fill('ACCEPTED'), 'SUCCESS']);
    expect(end.kind).toBe('granted');
    expect(trace).toEqual(['apply', ...whole]);
  });
});

describe('where the provider has never heard of it', () => {
  test('the same application is sent again, to the byte, and its seven begin anew', async () => {
    const { end, seen, trace } = await settle(['cut off', 'ACCEPTED'], [absent, 'ACCEPTED']);
    expect(end).toMatchObject({ kind: 'undecided', last: { kind: 'S' } });
    expect(trace).toEqual(['apply', 5, 'inquire', 'apply', ...whole]);
    expect(seen[2]?.body).toEqual(seen[0]?.body);
  });

  test('they begin anew once', async () => {
    const { end, trace } = await settle(
      [unknown, 'ACCEPTED'],
      [absent, 'ACCEPTED', absent, 'ACCEPTED'],
    );
    expect(end.kind).toBe('undecided');
    expect(trace.filter((step) => step === 'inquire')).toHaveLength(8);
    expect(trace.filter((step) => step === 'apply')).toHaveLength(3);
  });

  test('an answer lost again and again costs no more than the seven', async () => {
    const { end, trace } = await settle(['cut off'], [absent]);
    expect(end).toMatchObject({ kind: 'absent', answer: { code: 'ORDER_NOT_EXIST' } });
    const tries = [5, 10, 20, 40, 80, 160].flatMap((minutes) => [minutes, 'inquire', 'apply']);
    expect(trace).toEqual(['apply', ...tries, 320, 'inquire']);
  });

  test('a decision on the second sending ends it', async () => {
    const { end, trace } = await settle(['cut off', 'FAILED'], [absent]);
    expect(end).toEqual({ kind: 'failed', body: bodyOf('FAILED') });
    expect(trace).toEqual(['apply', 5, 'inquire', 'apply']);
  });
});

describe('a refusal of a second sending', () => {
  test('speaks for the first once that can no longer arrive, and is not sent again', async () => {
    const { end, trace } = await settle(['cut off', 'F OAUTH_FAIL'], [absent]);
    expect(end).toMatchObject({ kind: 'refused', answer: { code: 'OAUTH_FAIL' } });
    // After 15 minutes a client with the longest allowance might still be heard.
    expect(trace).toEqual(['apply', 5, 'inquire', 'apply', 10, 'inquire', 20, 'inquire']);
  });

  test('speaks for it at once when that is long ago', async () => {
    const replies: Reply[] = [unknown, unknown, absent];
    const { end, trace } = await settle(['cut off', 'F OAUTH_FAIL'], replies);
    expect(end).toMatchObject({ kind: 'refused', answer: { code: 'OAUTH_FAIL' } });
    expect(trace).toEqual(['apply', 5, 'inquire', 10, 'inquire', 20, 'inquire', 'apply']);
  });

  test('does not deny what the first has done', async () => {
    const { end } = await settle(['cut off', 'F OAUTH_FAIL'], [absent, 'ACCEPTED', 'SUCCESS']);
    expect(end.kind).toBe('granted');
  });

  test('is no end while nobody knows', async () => {
    const { end, trace } = await settle(['cut off', 'F OAUTH_FAIL'], [absent, unknown]);
    expect(end.kind).toBe('undecided');
    expect(trace.filter((step) => step === 'apply')).toHaveLength(2);
  });

  test('for the other content of the reference is for good', async () => {
    const { end, trace } = await settle(['cut off', 'F REPEAT_REQ_INCONSISTENT'], [absent]);
    expect(end).toMatchObject({ kind: 'refused', answer: { code: 'REPEAT_REQ_INCONSISTENT' } });
    expect(trace).toEqual(['apply', 5, 'inquire', 'apply']);
  });
});

test('a refused inquiry says nothing of the application, and is not repeated', async () => {
  const { end, trace } = await settle(['ACCEPTED'], ['F OAUTH_FAIL']);
  expect(end).toMatchObject({ kind: 'inquiry-refused', answer: { code: 'OAUTH_FAIL' } });
  expect(trace).toEqual(['apply', 5, 'inquire']);
});

test('what is sent again is what was sent, whatever its object has become', async () => {
  const server = await startGrantServer(['cut off', 'FAILED'], [absent]);
  const mine = structuredClone(application);
  const wait = async () => void mine.invoiceInfoList.pop();
  await settleCreditGrant(server.client, mine, { wait });
  expect(server.seen[2]?.body).toEqual(server.seen[0]?.body);
});

test('each step is told, and the next waits for whoever is told', async () => {
  const told: string[] = [];
  async function onProgress(progress: CreditGrantProgress): Promise<void> {
    await Promise.resolve();
    const { step } = progress;
    told.push(
      step === 'waiting' ? `${progress.inquiry}: ${progress.waitMs}` : progress.answer.kind,
    );
  }
  const wait = async () => void told.push('waited');
  await settle([unknown, 'ACCEPTED'], [absent, 'SUCCESS'], { onProgress, wait });
  expect(told).toEqual(['U', '1: 300000', 'waited', 'F', 'S', '1: 300000', 'waited', 'S']);
});

test('a token is asked for before each call', async () => {
  const tokens = ['T-1', 'T-2', 'T-3'];
  const accessToken = async () => tokens.shift() ?? 'none';
  const { seen } = await settle(['ACCEPTED'], ['ACCEPTED', 'SUCCESS'], {
    accessToken,
    customerId: 'C-1',
  });
  const headers = seen.map(({ headers }) => headers);
  expect(headers.map((sent) => sent['access-token'])).toEqual(['T-1', 'T-2', 'T-3']);
  expect(headers.map((sent) => sent['connected-customerid'])).toEqual(['C-1', 'C-1', 'C-1']);
});

test('a fault of the caller’s own is thrown, not swallowed', async () => {
  const wait = () => Promise.reject(new Error('no clock'));
  await expect(settle(['ACCEPTED'], [], { wait })).rejects.toThrow('no clock');
});
