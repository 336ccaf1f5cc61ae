import { expect, test } from 'vitest';
import { type CreditGrantProgress, settleCreditGrant } from '../../../shared/client/client.ts';
import { application, settle, startGrantServer, type Trace } from './grant-server.ts';

test('a signal from before leaves nothing sent', async () => {
  const { end, trace } = await settle([], [], { signal: AbortSignal.abort() });
  expect(end).toEqual({ kind: 'aborted', last: undefined });
  expect(trace).toEqual([]);
});

test('a signal ends a wait by the timer at once', async () => {
  const given = new AbortController();
  const onProgress = ({ step }: CreditGrantProgress) => {
    if (step === 'waiting') setTimeout(() => given.abort(), 20);
  };
  const server = await startGrantServer(['ACCEPTED'], []);
  const { signal } = given;
  const end = await settleCreditGrant(server.client, application, { signal, onProgress });
  expect(end).toMatchObject({ kind: 'aborted', last: { kind: 'S' } });
  expect(server.trace).toEqual(['apply']);
});

test.each<[string, CreditGrantProgress['step'], Trace]>([
  ['after the application', 'applied', ['apply']],
  ['in a wait that takes no notice', 'waiting', ['apply', 5]],
  ['after an inquiry: nothing is sent again', 'inquired', ['apply', 5, 'inquire']],
])('a signal %s', async (_when, at, expected) => {
  const given = new AbortController();
  const { end, trace } = await settle(['cut off'], ['F ORDER_NOT_EXIST'], {
    signal: given.signal,
    onProgress: ({ step }) => void (step === at && given.abort()),
  });
  expect(end.kind).toBe('aborted');
  expect(trace).toEqual(expected);
});

test('a signal does not hide a decision that has come', async () => {
  const given = new AbortController();
  const { end } = await settle(['ACCEPTED'], ['SUCCESS'], {
    signal: given.signal,
    onProgress: ({ step }) => void (step === 'inquired' && given.abort()),
  });
  expect(end.kind).toBe('granted');
});

test('a signal in the seventh inquiry is no schedule that is over', async () => {
  const given = new AbortController();
  let calls = 0;
  const accessToken = (): string => {
    calls += 1;
    if (calls === 8) given.abort();
    return 'T';
  };
  const { end, trace } = await settle(['ACCEPTED'], ['ACCEPTED'], {
    signal: given.signal,
    accessToken,
  });
  expect(end).toMatchObject({ kind: 'aborted', last: { kind: 'U', code: 'NO_ANSWER' } });
  expect(trace.at(-1)).toBe(320);
});
