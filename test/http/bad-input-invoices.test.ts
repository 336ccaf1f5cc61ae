import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoice } from '../builders.ts';
import { expectQuietLog } from './quiet-log.ts';
import { paramIllegal } from './refusals.ts';
import { expectRowsSent } from './rows-sent.ts';
import { changesSince, type Sight, see } from './sight.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;
let before: Sight;

beforeAll(async () => {
  provider = await startWatchedProvider();
  before = await see(provider);
});
afterAll(() => provider.stop());

const digits = "expected digits of at least 1, at most 16, in the currency's minor unit";
const iso = 'expected an ISO 4217 currency such as USD';

type Body = Readonly<Record<string, unknown>>;

function listOf(...invoices: readonly unknown[]): Body {
  return { invoiceInfoList: invoices };
}

function amountOf(value: unknown, currency: unknown = 'USD'): Body {
  return listOf(
    invoice({ invoiceNo: `INV-${currency}-${value}`, invoiceAmount: { currency, value } }),
  );
}

function many(count: number, start = 0): Body {
  return listOf(
    ...Array.from({ length: count }, (_, index) => invoice({ invoiceNo: `INV-${start + index}` })),
  );
}

const first = 'invoiceInfoList[0]';
const valueWords = `${first}.invoiceAmount.value: ${digits}`;
const currencyWords = `${first}.invoiceAmount.currency: ${iso}`;
const nameWords = 'vendorName: expected 1 to 128 characters';
const countryWords = 'marketRegion: expected an ISO 3166 alpha-2 country such as US';
const modeWords = 'businessMode: expected PO or DF or DI';
const most = '9999999999999999';

test.each<[string, Body, string]>([
  ['H42 no invoices', { invoiceInfoList: undefined }, 'invoiceInfoList: required'],
  ['H43 an empty list', listOf(), 'invoiceInfoList: expected at least one invoice'],
  ['H44 91 invoices', many(91), 'invoiceInfoList: expected at most 90 invoices'],
  [
    'H45 an invoice twice',
    listOf(invoice(), invoice()),
    'invoiceInfoList[1].invoiceNo: expected each invoice once',
  ],
  ['H47 amount 0', amountOf('0'), valueWords],
  ['H48 amount -1', amountOf('-1'), valueWords],
  ['H49 amount 1.5', amountOf('1.5'), valueWords],
  ['H50 amount 1e3', amountOf('1e3'), valueWords],
  ['H51 amount with a blank before', amountOf(' 1'), valueWords],
  ['H51 amount with a blank behind', amountOf('1 '), valueWords],
  ['H52 amount 0x10', amountOf('0x10'), valueWords],
  ['H53 amount 1,000', amountOf('1,000'), valueWords],
  ['H54 amount 007', amountOf('007'), valueWords],
  ['H55 amount of 17 digits', amountOf('10000000000000000'), valueWords],
  ['H55 amount of 20 digits', amountOf('1'.repeat(20)), valueWords],
  ['H56 amount empty', amountOf(''), valueWords],
  ['H56 amount +1', amountOf('+1'), valueWords],
  ['H56 amount of full-width digits', amountOf('１００'), valueWords],
  ['H56 amount missing', listOf({ invoiceNo: 'A' }), `${first}.invoiceAmount: required`],
  [
    'H56 amount as text',
    listOf({ invoiceNo: 'A', invoiceAmount: '1' }),
    `${first}.invoiceAmount: expected an object with currency and value`,
  ],
  [
    'H56 amount with more',
    listOf(invoice({ invoiceAmount: { currency: 'USD', value: '1', a: 1 } })),
    `${first}.invoiceAmount.a: unknown member`,
  ],
  [
    'H57 one invoice of two',
    listOf(invoice(), invoice({ invoiceNo: '' })),
    'invoiceInfoList[1].invoiceNo: expected 1 to 64 characters',
  ],
  [
    'H57 the last of 90',
    listOf(...(many(89)['invoiceInfoList'] as unknown[]), {}),
    'invoiceInfoList[89].invoiceNo: required',
  ],
  [
    'H57 an invoice without number',
    listOf({ invoiceAmount: { currency: 'USD', value: 1 } }),
    `${first}.invoiceNo: required`,
  ],
  [
    'H57 due on no date',
    listOf(invoice({ invoiceDueDate: '20260230' })),
    `${first}.invoiceDueDate: expected a real date as YYYYMMDD`,
  ],
  [
    'H57 poNo of 65 characters',
    listOf(invoice({ poNo: 'x'.repeat(65) })),
    `${first}.poNo: expected 1 to 64 characters`,
  ],
  [
    'H57 1,025 bytes more',
    listOf(invoice({ a: 'x'.repeat(1_017) })),
    `${first}: expected at most 1,024 bytes of further members`,
  ],
  ['H58 currency usd', amountOf('1', 'usd'), currencyWords],
  ['H59 currency US', amountOf('1', 'US'), currencyWords],
  ['H60 currency XXX', amountOf('1', 'XXX'), currencyWords],
  [
    'H62 currency with a line feed',
    amountOf('1', 'USD\n'),
    'body: control character near character 252',
  ],
  ['H62 currency with a blank', amountOf('1', 'USD '), currencyWords],
  [
    'H61 two currencies',
    listOf(
      invoice(),
      invoice({ invoiceNo: 'INV-2', invoiceAmount: { currency: 'EUR', value: '1' } }),
    ),
    'invoiceInfoList[1].invoiceAmount.currency: expected one currency for all invoices',
  ],
  [
    'H63 a sum of 17 digits',
    listOf(
      invoice({ invoiceAmount: { currency: 'USD', value: most } }),
      invoice({ invoiceNo: 'INV-2', invoiceAmount: { currency: 'USD', value: '1' } }),
    ),
    'invoiceInfoList[1].invoiceAmount.value: expected a sum of at most 16 digits',
  ],
  ['H64 vendorName of 129', { vendorName: 'x'.repeat(129) }, nameWords],
  ['H64 vendorName of 129 emoji', { vendorName: '\u{1f600}'.repeat(129) }, nameWords],
  ['H64 vendorName empty', { vendorName: '' }, nameWords],
  ['H68 marketRegion usa', { marketRegion: 'usa' }, countryWords],
  ['H69 marketRegion us', { marketRegion: 'us' }, countryWords],
  ['H70 marketRegion XX', { marketRegion: 'XX' }, countryWords],
  ['H71 marketRegion UK', { marketRegion: 'UK' }, countryWords],
  ['H72 businessMode po', { businessMode: 'po' }, modeWords],
  ['H73 businessMode with a blank', { businessMode: 'PO ' }, modeWords],
  ['H74 businessMode unknown', { businessMode: 'AB' }, modeWords],
  ['H75 creditGrantStatus', { creditGrantStatus: 'SUCCESS' }, 'creditGrantStatus: unknown member'],
  ['H75 creditGrantNo', { creditGrantNo: 'CG1' }, 'creditGrantNo: unknown member'],
  [
    'H75 cap',
    { capLimitTotalAmount: { currency: 'USD', value: '1' } },
    'capLimitTotalAmount: unknown member',
  ],
])('%s is refused', async (_fact, changes, message) => {
  const answer = await provider.refuse('applyCreditGrant', provider.application('H_ROW', changes));
  expect(answer.text).toBe(paramIllegal(message));
});

test("H61 a currency that is not the facility's is refused", async () => {
  const body = provider.application('H61', amountOf('1', 'EUR'));
  const answer = await provider.call('applyCreditGrant', body);
  expect(answer.body).toEqual({
    result: {
      resultStatus: 'F',
      resultCode: 'PARAM_ILLEGAL',
      resultMessage: 'invoiceInfoList[0].invoiceAmount.currency: expected USD',
    },
    referenceNo: 'H61',
  });
});

test('the refused applications changed nothing', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
