import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CallOptions, clientSecretFor } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const clock = new TestClock();
const now = Date.now() - (Date.now() % 1_000);
let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider({
    PATIENT: clientSecretFor({ freshnessSeconds: 900 }),
    HASTY: clientSecretFor({ freshnessSeconds: 10 }),
  });
});
afterAll(() => provider.stop());
beforeEach(() => {
  clock.stopAt(now);
});

/** A time so many milliseconds from now, in UTC. */
function timeAt(offsetMs: number): string {
  return new Date(now + offsetMs).toISOString();
}

function as(clientId: string | undefined): CallOptions {
  return clientId === undefined ? {} : { as: provider.partnerOf(clientId) };
}

test.each<[string, number, string?]>([
  ['E01 300 s old', -300_000],
  ['E01 295 s old', -295_000],
  ['E03 60 s ahead', 60_000],
  ['E03 55 s ahead', 55_000],
  ['E01 this very moment', 0],
  ['E01 900 s old, of a client with 900 s', -900_000, 'PATIENT'],
  ['E03 60 s ahead, of a client with 900 s', 60_000, 'PATIENT'],
  ['E01 10 s old, of a client with 10 s', -10_000, 'HASTY'],
])('%s is fresh', async (_, offsetMs, clientId) => {
  const more = { ...as(clientId), time: timeAt(offsetMs) };
  const answer = await provider.call('queryBudgetAccountInfo', {}, more);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each<[string, number, string?]>([
  ['E02 300.001 s old', -300_001],
  ['E02 301 s old', -301_000],
  ['E02 310 s old', -310_000],
  ['E04 60.001 s ahead', 60_001],
  ['E04 61 s ahead', 61_000],
  ['E04 70 s ahead', 70_000],
  ['E02 900.001 s old, of a client with 900 s', -900_001, 'PATIENT'],
  ['E04 61 s ahead, of a client with 900 s', 61_000, 'PATIENT'],
  ['E02 11 s old, of a client with 10 s', -11_000, 'HASTY'],
])('%s does not verify', async (_, offsetMs, clientId) => {
  const more = { ...as(clientId), time: timeAt(offsetMs) };
  const answer = await provider.refuse('applyCreditGrant', provider.application('REF_E'), more);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test.each([
  ['E05 the time of the published sample', '2019-04-04T12:08:56+08:00'],
  ['E05 the first instant', '0000-01-01T00:00:00Z'],
  ['E05 the epoch in milliseconds', '0000000000000'],
  ['E05 the last instant', '9999-12-31T23:59:59Z'],
  ['E05 the last milliseconds', '9999999999999'],
])('%s does not verify', async (_, time) => {
  const answer = await provider.refuse('applyCreditGrant', provider.application('REF_E'), { time });
  expect(answer.text).toBe(refusals.invalidSignature);
});

/** The same instant as a clock with this offset shows it. */
function timeWithOffset(offset: string, offsetMinutes: number): string {
  return timeAt(offsetMinutes * 60_000).replace(/\.\d+Z$/, offset);
}

test.each<[string, () => string]>([
  ['E06 +08:00', () => timeWithOffset('+08:00', 480)],
  ['E06 -11:30', () => timeWithOffset('-11:30', -690)],
  ['E06 +23:59', () => timeWithOffset('+23:59', 1_439)],
  ['E06 -00:00', () => timeWithOffset('-00:00', 0)],
  ['E06 Z', () => timeWithOffset('Z', 0)],
  ['E06 +0000 without colon', () => timeWithOffset('+0000', 0)],
  ['E06 a fraction of one digit', () => timeWithOffset('.0Z', 0)],
  ['E06 a fraction of nine digits', () => timeWithOffset('.000000000+08:00', 480)],
  ['E06 13 digits of milliseconds', () => `${now}`],
])('%s is the same instant in another shape', async (_, timeOf) => {
  const more = { time: timeOf() };
  const answer = await provider.call('queryBudgetAccountInfo', {}, more);
  expect(answer.outcome).toBe('S SUCCESS');
});

test.each<[string, () => string]>([
  ['E06 eight hours off', () => timeWithOffset('+00:00', 480)],
  ['E06 an offset of the other sign', () => timeWithOffset('-08:00', 480)],
  ['E06 a minute off', () => timeWithOffset('+08:01', 474)],
])('%s is another instant', async (_, timeOf) => {
  const more = { time: timeOf() };
  const answer = await provider.refuse('applyCreditGrant', provider.application('REF_E'), more);
  expect(answer.text).toBe(refusals.invalidSignature);
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('E10 a replay is answered up to the end of its window, and does not verify after', async () => {
  const body = provider.application('REF_E10');
  const time = timeAt(0);
  const original = await provider.call('applyCreditGrant', body, { time });
  expect(original.body.creditGrantStatus).toBe('ACCEPTED');
  const items = await provider.items();
  clock.stopAt(now + 300_000);
  const inside = await provider.call('applyCreditGrant', body, { time });
  expect(inside.text).toBe(original.text);
  clock.stopAt(now + 300_001);
  const after = await provider.refuse('applyCreditGrant', body, { time });
  expect(after.text).toBe(refusals.invalidSignature);
  expect(await provider.items()).toEqual(items);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
