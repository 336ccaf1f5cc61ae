import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachmentBody, day, invoice } from '../builders.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { facilityRows, known } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let clock: TestClock;
let provider: WatchedProvider;
/** An application of another client, whose facility takes invoices of any age. */
let strangersApplication: (referenceNo: string) => Readonly<Record<string, unknown>>;

beforeAll(async () => {
  clock = new TestClock();
  provider = await startWatchedProvider({ STRANGER: clientSecretFor() });
  await provider.write(facilityRows({ clientId: 'STRANGER' }));
  const as = provider.partnerOf('STRANGER');
  const submitted = await provider.call('submitAttachment', attachmentBody(), { as });
  const { fileKey } = submitted.body.attachmentInfo;
  const attachmentFile = { fileName: 'invoice.pdf', fileKey };
  strangersApplication = (referenceNo) =>
    provider.application(referenceNo, { ...known, attachmentFile });
});
afterAll(() => provider.stop());

describe('at noon in UTC', () => {
  const noon = new Date().setUTCHours(12, 0, 0, 0);
  afterAll(() => clock.run());

  test.each([
    ['H28 today, which is tomorrow in the zone of the last to see it', 0, 'UTC-12:00'],
    ['H28 tomorrow in UTC', 1, 'UTC'],
    ['H28 tomorrow, before midnight there', 1, '+11:59'],
  ])('%s is refused', async (_fact, days, timeZone) => {
    const body = provider.application('H28', { invoiceDate: day(days, noon), timeZone });
    const answer = await provider.refuse('applyCreditGrant', body, clock.stopAt(noon - 1));
    expect(answer.body).toEqual({
      result: {
        resultStatus: 'F',
        resultCode: 'PARAM_ILLEGAL',
        resultMessage: 'invoiceDate: expected no date in the future',
      },
      referenceNo: 'H28',
    });
  });

  test.each([
    ['H29 tomorrow in UTC, which is today at +14:00', 1, '+14:00'],
    ['H29 tomorrow in UTC, where midnight was a moment ago', 1, '+12:01'],
    ['H28 today in UTC', 0, 'UTC'],
  ])('%s is accepted', async (fact, days, timeZone) => {
    const body = provider.application(fact.replaceAll(/\W/g, '_').slice(0, 60), {
      invoiceDate: day(days, noon),
      timeZone,
    });
    const answer = await provider.call('applyCreditGrant', body, clock.stopAt(noon - 1));
    expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
  });
});

const accepted = { resultStatus: 'S', creditGrantStatus: 'ACCEPTED' };

/** What an answer says, in the words of the tables below. */
async function apply(body: Readonly<Record<string, unknown>>, as = provider.partner) {
  const { result, body: members } = await provider.call('applyCreditGrant', body, { as });
  const { creditGrantStatus } = members;
  return { resultStatus: result.resultStatus, creditGrantStatus };
}

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['H02 referenceNo of 1 character', { referenceNo: '1' }],
  ['H13 referenceNo that others may have', {}],
  ['H03 referenceNo of 64 characters', { referenceNo: 'x'.repeat(64) }],
  ['H05 referenceNo of punctuation', { referenceNo: '!"$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' }],
  ['H14 referenceNo in lower case', { referenceNo: 'ref_h14' }],
  ['H14 the same in upper case', { referenceNo: 'REF_H14' }],
  ['H23 29 February of a leap year', { invoiceDate: '20240229' }],
  ['H34 +08:00', { timeZone: '+08:00' }],
  ['H35 asia/shanghai', { timeZone: 'asia/shanghai' }],
])('%s is accepted', async (fact, changes) => {
  const referenceNo = fact.slice(0, 3);
  const invoiceInfoList = [invoice({ invoiceNo: fact })];
  const application = { ...strangersApplication(referenceNo), invoiceInfoList, ...changes };
  expect(await apply(application, provider.partnerOf('STRANGER'))).toEqual(accepted);
});

describe('a reference that has been used', () => {
  const changes = { vendorName: undefined, invoiceInfoList: [invoice({ invoiceNo: 'INV-H09' })] };
  let first: Readonly<Record<string, unknown>>;
  let answered: string;

  beforeAll(async () => {
    first = provider.application('H09', changes);
    answered = (await provider.call('applyCreditGrant', first)).text;
  });

  test.each([
    ['H09 the same text', (text: string) => text],
    ['H09 blanks between', (text: string) => JSON.stringify(JSON.parse(text), null, '\t')],
    ['H09 another order of keys', (text: string) => reversed(text)],
    ['H09 letters escaped', (text: string) => text.replaceAll('I', '\\u0049')],
  ])('%s gives the same answer', async (_fact, bend) => {
    const answer = await provider.call('applyCreditGrant', bend(JSON.stringify(first)));
    expect(answer.text).toBe(answered);
    expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
  });

  test.each([
    [
      'H10 another amount',
      {
        invoiceInfoList: [
          invoice({ invoiceNo: 'INV-H09', invoiceAmount: { currency: 'USD', value: '10001' } }),
        ],
      },
    ],
    ['H12 an optional field more', { vendorName: 'CANARY VENDOR' }],
    [
      'H12 an unpublished field of an invoice more',
      { invoiceInfoList: [invoice({ invoiceNo: 'INV-H09', note: 'A' })] },
    ],
  ])('%s is REPEAT_REQ_INCONSISTENT', async (_fact, other) => {
    const body = provider.application('H09', { ...changes, ...other });
    const answer = await provider.call('applyCreditGrant', body);
    expect(answer.text).toBe(
      '{"result":{"resultStatus":"F","resultCode":"REPEAT_REQ_INCONSISTENT",' +
        '"resultMessage":"This id came before with other content. ' +
        'Use a new id for new content."},"referenceNo":"H09"}',
    );
  });

  test('H13 is free for another client', async () => {
    const application = strangersApplication('H09');
    expect(await apply(application, provider.partnerOf('STRANGER'))).toEqual(accepted);
    const grants = (await provider.items()).filter((item) => item['referenceNo'] === 'H09');
    expect(new Set(grants.map((grant) => grant['creditGrantNo'])).size).toBe(2);
  });
});

test.each([
  ["H13 another client's reference", 'H13'],
  ['H13 a reference of nobody', 'NOBODYS'],
])('%s is ORDER_NOT_EXIST to whoever asks', async (_fact, referenceNo) => {
  const answer = await provider.call('inquiryCreditGrant', { referenceNo });
  expect(answer.text.replace(referenceNo, '?')).toBe(
    '{"result":{"resultStatus":"F","resultCode":"ORDER_NOT_EXIST",' +
      '"resultMessage":"No application with that referenceNo."},"referenceNo":"?"}',
  );
});

function reversed(text: string): string {
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
}

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
