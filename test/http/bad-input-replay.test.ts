import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { absent } from '../../shared/store/table.ts';
import { attachmentBody, pdf } from '../builders.ts';
import { expectQuietLog } from './quiet-log.ts';
import { refusals } from './refusals.ts';
import { facilityRows, tokenRow } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { isoTime } from './signed-text.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';
import type { WireAnswer } from './wire-partner.ts';

const api = { grant: 'applyCreditGrant', attachment: 'submitAttachment' } as const;
type Kind = keyof typeof api;
type Headers = Readonly<Record<string, string>>;

const secondToken = 'SECOND_TOKEN_OF_THE_FIRST_CUSTOMER';
const own: Headers = {};

let provider: WatchedProvider;
let first: Headers;
let firstWithSecondToken: Headers;
let firstByNewName: Headers;
let second: Headers;
let serial = 0;

beforeAll(async () => {
  provider = await startWatchedProvider();
  const [one, two] = provider.connection.customers;
  if (one === undefined || two === undefined) throw new Error('there are two customers');
  first = { 'Connected-CustomerId': one.id, 'Access-Token': one.accessToken };
  firstWithSecondToken = { ...first, 'Access-Token': secondToken };
  firstByNewName = { 'Connected-AccountId': one.id, 'Access-Token': one.accessToken };
  second = { 'Connected-CustomerId': two.id, 'Access-Token': two.accessToken };
  await provider.write(tokenRow(provider.partner.clientId, secondToken, { customerId: one.id }));
  for (const { id } of [one, two]) await makeAble(id);
});
afterAll(() => provider.stop());

/** Gives a customer all that the client's own applications rest on, the attachment included. */
async function makeAble(customerId: string): Promise<void> {
  const { clientId } = provider.partner;
  const { payeeCode, vcCode } = provider.connection;
  const codes = { payeeCodes: [payeeCode], vcCodes: [vcCode], creditLimitMinor: 100_000_000n };
  await provider.write(facilityRows({ clientId, customerId }, codes));
  const rows = await provider.items();
  const attachment = rows.find(({ sk }) => String(sk).startsWith('ATTACHMENT#')) ?? {};
  const { pk: _, sk, ...item } = attachment as Record<string, string>;
  const key = { pk: `CLIENT#${clientId}#CUSTOMER#${customerId}`, sk: `${sk}` };
  await provider.write({ attachment: { action: 'put', key, item, when: [absent] } });
}

/** A signed request; sent again it is the same to the byte, but for the headers not signed. */
interface Signed {
  readonly kind: Kind;
  readonly body: string;
  readonly time: string;
}

function requestOf(kind: Kind, id = `REPLAY_${++serial}`, mark = ''): Signed {
  const body =
    kind === 'grant'
      ? provider.application(id, { vendorName: `CANARY VENDOR ${mark}` })
      : attachmentBody({ attachmentId: id, attachmentContent: pdf(mark).toString('base64') });
  return { kind, body: JSON.stringify(body), time: anotherTime() };
}

function anotherTime(): string {
  return isoTime().replace('+', `.${String(++serial).padStart(9, '0')}+`);
}

function sendAs(headers: Headers, { kind, body, time }: Signed): Promise<WireAnswer> {
  return provider.call(api[kind], body, { time, headers });
}

/** Sends, and says which items came, went or changed. */
async function changesBy(send: () => Promise<WireAnswer>) {
  const before = await rowsByKey();
  const answer = await send();
  const after = await rowsByKey();
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const changed = keys.filter((key) => !isDeepStrictEqual(before.get(key), after.get(key)));
  return { answer, changed };
}

async function outcomesAtOnce(request: Signed): Promise<string[]> {
  const answers = await Promise.all([sendAs(first, request), sendAs(second, request)]);
  return answers.map(({ outcome }) => outcome).sort();
}

async function rowsByKey(): Promise<Map<string, unknown>> {
  const rows = await provider.items();
  return new Map(rows.map((row) => [`${row['pk']} ${row['sk']}`, row]));
}

describe.each<Kind>(['grant', 'attachment'])('on the endpoint of the %s', (kind) => {
  test.each([
    ['E07 an exact replay', () => first],
    ['E08 a replay under the newer name of the same customer', () => firstByNewName],
  ])('%s gets the same answer and has no effect', async (_, headers) => {
    const request = requestOf(kind);
    const original = await sendAs(first, request);
    expect(original.outcome).toBe('S SUCCESS');
    const replay = await changesBy(() => sendAs(headers(), request));
    expect(replay.answer.text).toBe(original.text);
    expect(replay.changed).toEqual([]);
  });

  test('E11 a new time and signature get the same answer', async () => {
    const request = requestOf(kind);
    const original = await sendAs(first, request);
    const repeat = await changesBy(() => sendAs(first, { ...request, time: anotherTime() }));
    expect(repeat.answer.text).toBe(original.text);
    expect(repeat.changed.filter((key) => !key.includes(' SIG#'))).toEqual([]);
  });

  const others: [string, () => Headers][] = [
    ['E08 a replay for another customer', () => second],
    ['E08 a replay for the client itself', () => own],
    ['E09 a replay with another token of the same customer', () => firstWithSecondToken],
  ];

  test.each(others)('%s does not verify', async (_, headers) => {
    const request = requestOf(kind);
    expect((await sendAs(first, request)).outcome).toBe('S SUCCESS');
    const replay = await changesBy(() => sendAs(headers(), request));
    expect(replay.answer.text).toBe(refusals.invalidSignature);
    expect(replay.changed).toEqual([]);
  });

  test.each(others)('%s of a repeat does not verify either', async (_, headers) => {
    const original = requestOf(kind);
    await sendAs(first, original);
    const repeat = { ...original, time: anotherTime() };
    expect((await sendAs(first, repeat)).outcome).toBe('S SUCCESS');
    const replay = await changesBy(() => sendAs(headers(), repeat));
    expect(replay.answer.text).toBe(refusals.invalidSignature);
    expect(replay.changed).toEqual([]);
  });

  test.each(others)('%s of an inconsistent repeat does not verify either', async (_, headers) => {
    const id = `REPLAY_${++serial}`;
    await sendAs(first, requestOf(kind, id));
    const other = requestOf(kind, id, 'with other content');
    expect((await sendAs(first, other)).outcome).toBe('F REPEAT_REQ_INCONSISTENT');
    const replay = await changesBy(() => sendAs(headers(), other));
    expect(replay.answer.text).toBe(refusals.invalidSignature);
    expect(replay.changed).toEqual([]);
  });

  test.each<[string, () => Headers, string]>([
    [
      'a token of nobody',
      () => ({ ...first, 'Access-Token': 'TOKEN_OF_NOBODY' }),
      kind === 'grant' ? 'F OAUTH_FAIL' : 'F PROCESS_FAIL',
    ],
    ['an unknown customer', () => ({ 'Connected-CustomerId': 'NOBODY' }), 'F PROCESS_FAIL'],
    [
      'two customers at once',
      () => ({ ...first, 'Connected-AccountId': 'CUSTOMER_OTHER' }),
      'F PARAM_ILLEGAL',
    ],
  ])('E09 what was refused with %s does not verify with other headers', async (_, bad, outcome) => {
    const request = requestOf(kind);
    expect((await sendAs(bad(), request)).outcome).toBe(outcome);
    const replay = await changesBy(() => sendAs(first, request));
    expect(replay.answer.text).toBe(refusals.invalidSignature);
    expect(replay.changed).toEqual([]);
  });

  test('E08 of two at once for two customers, one does not verify', async () => {
    const request = requestOf(kind);
    expect(await outcomesAtOnce(request)).toEqual(['F INVALID_SIGNATURE', 'S SUCCESS']);
  });

  test('E08 of two repeats at once for two customers, one does not verify', async () => {
    const request = requestOf(kind);
    await sendAs(first, request);
    await sendAs(second, { ...request, time: anotherTime() });
    const repeat = { ...request, time: anotherTime() };
    expect(await outcomesAtOnce(repeat)).toEqual(['F INVALID_SIGNATURE', 'S SUCCESS']);
  });
});

test('E08 what was refused for one customer on its merits does not serve another', async () => {
  const stranger = { ...provider.application('REPLAY_REFUSED'), payeeCode: 'PAYEE_OF_NOBODY' };
  const request = { kind: 'grant', body: JSON.stringify(stranger), time: anotherTime() } as const;
  expect((await sendAs(first, request)).outcome).toBe('F PROCESS_FAIL');
  const replay = await changesBy(() => sendAs(second, request));
  expect(replay.answer.text).toBe(refusals.invalidSignature);
  expect(replay.changed).toEqual([]);
});

test('nothing that was sent is in the log', () => {
  expectQuietLog(provider);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
