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

const validQuota = '{"productCode":"AMAZON_VC_FACTORING_LOAN"}';

/** Repeats the first member of a valid text at its end, with another value if one is given. */
function repeated(value?: string): (valid: string) => string {
  return (valid) => {
    const member = /^\{("[^"]+"):("[^"]+")/.exec(valid);
    return `${valid.slice(0, -1)},${member?.[1]}:${value ?? member?.[2]}}`;
  };
}

const product = 'productCode: expected AMAZON_VC_FACTORING_LOAN';

test.each([
  ['G06 the text twice', validQuota + validQuota, 'body: not valid JSON near character 43'],
  ['G12 duplicate, same value', repeated()(validQuota), 'body: duplicate key "productCode"'],
  ['G13 duplicate, other value', repeated('"A"')(validQuota), 'body: duplicate key "productCode"'],
  ['G22 100 kB text', `{"productCode":"${'x'.repeat(100_000)}"}`, product],
  ['G23 2,001 elements', `{"productCode":[${'0,'.repeat(2_000)}0]}`, product],
  ['G28 number', '{"productCode":1}', product],
  ['G30 boolean', '{"productCode":true}', product],
  ['G31 null', '{"productCode":null}', product],
  ['G32 object', '{"productCode":{}}', product],
  ['G34 1e400', '{"productCode":1e400}', product],
])('queryCreditQuota refuses %s', async (_fact, text, message) => {
  const answer = await provider.refuse('queryCreditQuota', text);
  expect(answer.text).toBe(paramIllegal(message));
});

const id = 'referenceNo: expected 1 to 64 printable ASCII characters without blanks or #';
const file = 'attachmentFile: expected an object with fileName and fileKey';
const list = 'invoiceInfoList: expected a list of invoices';

test.each([
  ['G12 duplicate, same value', repeated(), 'body: duplicate key "referenceNo"'],
  ['G13 duplicate, other value', repeated('"A"'), 'body: duplicate key "referenceNo"'],
  ['G22 100 kB text', reference(`"${'x'.repeat(100_000)}"`), id],
  [
    'G23 2,001 invoices',
    invoices(`[${'0,'.repeat(2_000)}0]`),
    'invoiceInfoList: expected at most 90 invoices',
  ],
  ['G28 number for text', reference('1'), id],
  ['G30 boolean for text', reference('true'), id],
  ['G31 null for required', reference('null'), id],
  ['G31 null for an object', attachment('null'), file],
  ['G32 array for an object', attachment('[]'), file],
  ['G32 array for an invoice', invoices('[[]]'), 'invoiceInfoList[0]: expected an object'],
  ['G33 object for an array', invoices('{}'), list],
  ['G33 object that looks like an array', invoices('{"0":{},"length":1}'), list],
])('applyCreditGrant refuses %s', async (_fact, bend, message) => {
  const valid = JSON.stringify(provider.application('G_ROW'));
  const answer = await provider.refuse('applyCreditGrant', bend(valid));
  expect(answer.text).toBe(paramIllegal(message));
});

test.each([
  ['G30 a boolean', 'true'],
  ['G31 null', 'null'],
  ['G34 1e400', '1e400'],
  ['G34 1e2', '1e2'],
  ['G34 100.0', '100.0'],
  ['G35 9007199254740992', '9007199254740992'],
  ['G35 9007199254740993', '9007199254740993'],
  ['G36 -0', '-0'],
  ['G36 0', '0'],
])('applyCreditGrant refuses %s as an amount', async (_fact, amount) => {
  const valid = JSON.stringify(provider.application('G_ROW'));
  const text = valid.replace('"10000"', () => amount);
  const answer = await provider.refuse('applyCreditGrant', text);
  expect(answer.text).toBe(
    paramIllegal(
      'invoiceInfoList[0].invoiceAmount.value: ' +
        "expected digits of at least 1, at most 16, in the currency's minor unit",
    ),
  );
});

function reference(json: string): (valid: string) => string {
  return (valid) => valid.replace('"G_ROW"', () => json);
}

function attachment(json: string): (valid: string) => string {
  return (valid) => valid.replace(/"attachmentFile":\{[^}]+\}/, () => `"attachmentFile":${json}`);
}

function invoices(json: string): (valid: string) => string {
  return (valid) => valid.replace(/"invoiceInfoList":.*$/, () => `"invoiceInfoList":${json}}`);
}

test('the refused texts changed nothing, and left no trace of their references', async () => {
  expect(await changesSince(before, provider)).toEqual([]);
  const rows = await provider.items();
  expect(rows.filter(({ sk }) => String(sk).startsWith('REF#'))).toEqual([]);
});

test.each([
  ['G15 as a value', { vendorName: '__proto__' }, 'ACCEPTED'],
  ['G17 as a value', { vendorName: 'toString' }, 'ACCEPTED'],
  [
    'G19 depth 16',
    {
      invoiceInfoList: [invoice({ invoiceNo: 'G19', a: JSON.parse('[[[[[[[[[[[[[]]]]]]]]]]]]]') })],
    },
    'ACCEPTED',
  ],
  ['G24 a surrogate pair', { vendorName: '\u{1f600}' }, 'ACCEPTED'],
  ['G29 digits in a string', amountOf('10000'), 'ACCEPTED'],
  ['G29 digits as a number', amountOf(10_000), 'ACCEPTED'],
  ['G35 9007199254740991', amountOf(9_007_199_254_740_991), 'FAILED'],
  ['G35 9007199254740993 in a string', amountOf('9007199254740993'), 'FAILED'],
])('applyCreditGrant accepts %s', async (fact, changes, status) => {
  const referenceNo = `OK_${fact.replaceAll(' ', '_')}`;
  const body = provider.application(referenceNo, changes);
  const answer = await provider.call('applyCreditGrant', body);
  expect(answer.outcome).toBe('S SUCCESS');
  expect(answer.body.creditGrantStatus).toBe(status);
});

function amountOf(value: string | number) {
  const invoiceNo = `INV-${typeof value}-${value}`;
  return { invoiceInfoList: [invoice({ invoiceNo, invoiceAmount: { currency: 'USD', value } })] };
}

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
