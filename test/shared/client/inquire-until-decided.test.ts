import { expect, test } from 'vitest';
import { type FollowOptions, inquireUntilDecided } from '../../../shared/client/client.ts';
import { bodyOf, type Reply, startGrantServer, type Trace } from './grant-server.ts';

async function inquire(replies: readonly Reply[], options: FollowOptions = {}) {
  const server = await startGrantServer([], replies);
  const { client, trace, wait } = server;
  return { end: await inquireUntilDecided(client, 'R-1', { wait, ...options }), trace };
}

const whole: Trace = [5, 10, 20, 40, 80, 160, 320].flatMap((minutes) => [minutes, 'inquire']);

test('it asks on the schedule until it is decided', async () => {
  const { end, trace } = await inquire(['U UNKNOWN_EXCEPTION', 'cut off', 'ACCEPTED', 'SUCCESS']);
  expect(end).toEqual({ kind: 'granted', body: bodyOf('SUCCESS') });
  expect(trace).toEqual([5, 'inquire', 10, 'inquire', 20, 'inquire', 40, 'inquire']);
});

test.each<[Reply, string]>([
  ['F ORDER_NOT_EXIST', 'absent'],
  ['F OAUTH_FAIL', 'inquiry-refused'],
])('%s ends it, and nothing is applied for', async (reply, kind) => {
  const { end, trace } = await inquire([reply]);
  expect(end).toMatchObject({ kind, answer: { kind: 'F' } });
  expect(trace).toEqual([5, 'inquire']);
});

test('after the seventh it is support’s', async () => {
  const { end, trace } = await inquire(['ACCEPTED']);
  expect(end).toMatchObject({ kind: 'undecided', last: { kind: 'S' } });
  expect(trace).toEqual(whole);
});

test('an inquiry that the caller gives up is no schedule that is over', async () => {
  const given = new AbortController();
  let calls = 0;
  const accessToken = (): string => {
    calls += 1;
    if (calls === 7) given.abort();
    return 'T';
  };
  const { end, trace } = await inquire(['ACCEPTED'], { signal: given.signal, accessToken });
  expect(end).toMatchObject({ kind: 'aborted', last: { kind: 'U', code: 'NO_ANSWER' } });
  expect(trace).toEqual(whole.slice(0, -1));
});
