import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from './provider.ts';
import { expectNothingStored } from './quiet-log.ts';
import { paramIllegal, refusals } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime, signText, textToSign } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

const demo = 'DEMO_5X00000000000001';
const timeWords = 'Request-Time: expected ISO 8601 with offset, once';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider();
});
afterAll(() => provider.stop());

test.each<[string, string | readonly string[] | undefined]>([
  ['C01 no Client-Id', undefined],
  ['C02 an empty Client-Id', ''],
  ['C03 65 characters', 'A'.repeat(65)],
  ['C04 a dot', 'DEMO.5X00000000000001'],
  ['C05 a blank inside', 'DEMO 5X00000000000001'],
  ['C06 a letter that is not ASCII', 'DÉMO_5X00000000000001'],
  ['C06 a full-width digit, in bytes', 'DEMO_5X0000000000000ï¼\x91'],
  ['C07 a step up', '../DEMO_5X00000000000001'],
  ['C08 a number sign', 'DEMO_5X00000000000001#'],
  ['C08 a vertical bar', 'DEMO_5X00000000000001|'],
  ['C08 a slash', 'clients/DEMO_5X00000000000001'],
  ['C08 a percent sign', 'DEMO%5F5X00000000000001'],
  ['C09 two equal Client-Id headers', [demo, demo]],
  ['C09 two Client-Id headers that differ', [demo, 'OTHER']],
  ['C09 an empty Client-Id header and a good one', ['', demo]],
  ['C10 two ids joined by a comma', `${demo}, OTHER`],
  ['C10 the same id twice, joined by a comma', `${demo},${demo}`],
  ['C10 a comma behind the id', `${demo},`],
])('%s is no client, and is not echoed', async (_, clientId) => {
  const body = provider.application('REF_C');
  const headers = { 'Client-Id': clientId };
  const answer = await provider.refuse('applyCreditGrant', body, { headers });
  expect(answer.text).toBe(refusals.invalidClient);
  expect(answer.headers['client-id']).toBe('');
});

test('C03 64 characters fit, and are echoed', async () => {
  const clientId = 'A'.repeat(64);
  const answer = await provider.refuse('applyCreditGrant', '', { clientId });
  expect(answer.text).toBe(refusals.invalidClient);
  expect(answer.headers['client-id']).toBe(clientId);
});

test.each([
  ['C11 lower case', (name: string) => name.toLowerCase()],
  ['C11 upper case', (name: string) => name.toUpperCase()],
  [
    'C11 alternating',
    (name: string) => name.replace(/../g, (two) => two[0] + (two[1] ?? '').toUpperCase()),
  ],
])('%s header names are accepted', async (_, inCase) => {
  const { clientId, privateKeyPem } = provider.partner;
  const time = isoTime();
  const body = '{}';
  const text = textToSign({ path: paths.queryBudgetAccountInfo, clientId, time, body });
  const signature = encodeURIComponent(signText(privateKeyPem, text));
  const answer = await provider.call('queryBudgetAccountInfo', body, {
    signatureHeader: () => undefined,
    headers: {
      'Client-Id': undefined,
      'Request-Time': undefined,
      'Content-Type': undefined,
      [inCase('Client-Id')]: clientId,
      [inCase('Request-Time')]: time,
      [inCase('Content-Type')]: 'application/json',
      [inCase('Signature')]: `algorithm=RSA256, keyVersion=1, signature=${signature}`,
    },
  });
  expect(answer.outcome).toBe('S SUCCESS');
});

const [today = ''] = new Date().toISOString().split('T');

test.each([
  ['C13 epoch seconds', '1795228308'],
  ['C13 epoch microseconds', '1795228308948000'],
  ['C13 12 digits', '179522830894'],
  ['C13 epoch milliseconds with a sign', '+1795228308948'],
  ['C14 a blank for the T', `${today} 10:00:00+00:00`],
  ['C14 a blank for the T and no offset', '2026-11-21 10:00:00'],
  ['C15 no offset', `${today}T10:00:00`],
  ['C15 no seconds', `${today}T10:00+00:00`],
  ['C17 a lower-case t', `${today}t10:00:00Z`],
  ['C17 a lower-case z', `${today}T10:00:00z`],
  ['C18 30 February', '2026-02-30T10:00:00+08:00'],
  ['C18 29 February of a year that has none', '2027-02-29T10:00:00+08:00'],
  ['C18 31 November', '2026-11-31T10:00:00+08:00'],
  ['C18 month 13', '2026-13-01T10:00:00+08:00'],
  ['C18 day 0', '2026-11-00T10:00:00+08:00'],
  ['C19 hour 24', `${today}T24:00:00+00:00`],
  ['C20 second 60', `${today}T23:59:60+00:00`],
  ['C20 minute 60', `${today}T23:60:00+00:00`],
  ['C21 offset +25:00', `${today}T10:00:00+25:00`],
  ['C21 offset +24:00', `${today}T10:00:00+24:00`],
  ['C21 offset +08:60', `${today}T10:00:00+08:60`],
  ['C21 offset of hours only', `${today}T10:00:00+08`],
  ['C21 a minus sign that is not ASCII', `${today}T10:00:00\u00ad08:00`],
  ['C20 a fraction of ten digits', `${today}T10:00:00.1234567890Z`],
  ['C20 a fraction without digits', `${today}T10:00:00.Z`],
  ['C20 a decimal comma', `${today}T10:00:00,5Z`],
  ['C23 year 10000', '10000-01-01T00:00:00Z'],
  ['C23 year +12026', '+012026-11-21T10:00:00Z'],
  ['C14 the format of HTTP', 'Sat, 21 Nov 2026 10:00:00 GMT'],
  ['C15 a zone name', `${today}T10:00:00[UTC]`],
  ['C17 text behind it', `${today}T10:00:00Z.`],
])('%s is no Request-Time', async (_, time) => {
  const answer = await provider.refuse('applyCreditGrant', provider.application('REF_C'), { time });
  expect(answer.text).toBe(paramIllegal(timeWords));
});

test.each<[string, string | readonly string[] | undefined]>([
  ['C12 no Request-Time', undefined],
  ['C12 an empty Request-Time', ''],
  ['C27 two equal Request-Time headers', [isoTime(), isoTime()]],
  ['C27 two Request-Time headers that differ', [isoTime(), isoTime(1_000)]],
  ['C27 two times joined by a comma', `${isoTime()}, ${isoTime()}`],
])('%s is refused', async (_, time) => {
  const body = provider.application('REF_C');
  const answer = await provider.refuse('applyCreditGrant', body, {
    headers: { 'Request-Time': time },
  });
  expect(answer.text).toBe(paramIllegal(timeWords));
});

test('C12 a bad time is said before a bad client id, and that before a bad signature', async () => {
  const wrong = { clientId: 'A.B', signatureHeader: () => 'none' };
  const time = await provider.refuse('applyCreditGrant', '', { ...wrong, time: 'now' });
  expect(time.text).toBe(paramIllegal(timeWords));
  const client = await provider.refuse('applyCreditGrant', '', wrong);
  expect(client.text).toBe(refusals.invalidClient);
});

test.each([
  ['C28 the time', 'Request-Time', 'Request-Time'],
  ['C28 the client id', 'Client-Id', 'Client-Id'],
  ['C28 the signature', 'Signature', 'Signature'],
  ['C28 a header of no meaning', 'X-Note', 'X-Note'],
])('%s of 9 KB is refused', async (_, name) => {
  const headers = { [name]: 'A'.repeat(9 * 1_024) };
  const body = provider.application('REF_C28');
  const answer = await provider.refuse('applyCreditGrant', body, { headers });
  expect(answer.text).toBe(paramIllegal(`${name.toLowerCase()}: expected at most 8192 characters`));
});

test('C28 8 KB of a header of no meaning are read over', async () => {
  const headers = { 'X-Note': 'A'.repeat(8_192) };
  const answer = await provider.call('queryBudgetAccountInfo', {}, { headers });
  expect(answer.outcome).toBe('S SUCCESS');
});

test('nothing was stored, and nothing that was sent is in the log', () =>
  expectNothingStored(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
