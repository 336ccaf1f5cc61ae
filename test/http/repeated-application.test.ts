import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody, day } from '../builders.ts';
import { type Applicant, makeApplicant } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { known } from './rows.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

// Noon, so that no day ends while grants are made.
const noon = new Date().setUTCHours(12, 0, 0, 0);
const other = { payeeCode: 'PAYEE_OTHER', vcCode: 'VC_OTHER' };

let at: { readonly time: string };
let provider: WatchedProvider;
let applicant: Applicant;
let otherKey: string;
/** What the application was answered, and what there was then. */
let answered: string;
let quota: readonly string[];
let rows: readonly unknown[];

beforeAll(async () => {
  const clock = new TestClock();
  provider = await startWatchedProvider({ APPLICANT: clientSecretFor() });
  applicant = await makeApplicant(provider, 'APPLICANT', {
    payeeCodes: [known.payeeCode, other.payeeCode],
    vcCodes: [known.vcCode, other.vcCode],
  });
  const as = provider.partnerOf('APPLICANT');
  const body = attachmentBody({ attachmentId: 'OTHER' });
  const submitted = await provider.call('submitAttachment', body, { as });
  otherKey = submitted.body.attachmentInfo.fileKey;
  at = clock.stopAt(noon);
  const answer = await applicant.apply(full(), at);
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
  answered = answer.text;
  quota = await applicant.quota(at);
  rows = await applicant.rows('');
});
afterAll(() => provider.stop());

/** An application with all there is to an application. */
function full(changes: Readonly<Record<string, unknown>> = {}) {
  return applicant.application('FULL', {
    vendorName: 'CANARY VENDOR',
    marketRegion: 'US',
    businessMode: 'PO',
    invoiceInfoList: [fullInvoice('FULL_1'), fullInvoice('FULL_2')],
    ...changes,
  });
}

function fullInvoice(invoiceNo: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    invoiceNo,
    invoiceAmount: { currency: 'USD', value: '100' },
    invoiceDueDate: day(30, noon),
    poNo: 'CANARY PO',
    lines: [{ sku: 'A', count: 1 }, { sku: 'B' }],
    ...changes,
  };
}

function firstInvoice(changes: Readonly<Record<string, unknown>>) {
  return { invoiceInfoList: [fullInvoice('FULL_1', changes), fullInvoice('FULL_2')] };
}

test.each<[string, () => string]>([
  ['as it was', () => JSON.stringify(full())],
  ['with blanks', () => JSON.stringify(full(), null, 2)],
  ['with its keys in another order', () => JSON.stringify(reversed(full()))],
  [
    'with its invoices in another order',
    () => JSON.stringify(full({ invoiceInfoList: [fullInvoice('FULL_2'), fullInvoice('FULL_1')] })),
  ],
  ['with its amounts as numbers', () => JSON.stringify(full()).replaceAll('"100"', '100')],
  ['with an amount as a number', () => JSON.stringify(full()).replace('"100"', '100')],
  ['with escapes', () => JSON.stringify(full()).replaceAll('A', '\\u0041')],
])('the application %s has the same answer', async (_fact, text) => {
  expect((await applicant.apply(text(), at)).text).toBe(answered);
});

test.each<[string, () => Readonly<Record<string, unknown>>]>([
  ['another payeeCode', () => ({ payeeCode: other.payeeCode })],
  ['an unknown payeeCode', () => ({ payeeCode: 'PAYEE_NOBODY' })],
  ['another vcCode', () => ({ vcCode: other.vcCode })],
  ['another invoiceDate', () => ({ invoiceDate: '20260102' })],
  ['another timeZone', () => ({ timeZone: 'UTC+00:01' })],
  ['another name of the same zone', () => ({ timeZone: 'UTC+00:00' })],
  ['another fileName', () => ({ attachmentFile: { ...attachmentFile(), fileName: 'a.pdf' } })],
  ['another fileKey', () => ({ attachmentFile: { ...attachmentFile(), fileKey: otherKey } })],
  ['an unknown fileKey', () => ({ attachmentFile: { ...attachmentFile(), fileKey: 'ATT' } })],
  ['another vendorName', () => ({ vendorName: 'ANOTHER VENDOR' })],
  ['no vendorName', () => ({ vendorName: undefined })],
  ['another marketRegion', () => ({ marketRegion: 'GB' })],
  ['no marketRegion', () => ({ marketRegion: undefined })],
  ['another businessMode', () => ({ businessMode: 'DF' })],
  ['no businessMode', () => ({ businessMode: undefined })],
  ['one invoice less', () => ({ invoiceInfoList: [fullInvoice('FULL_1')] })],
  [
    'one invoice more',
    () => ({ invoiceInfoList: [...(full()['invoiceInfoList'] as []), fullInvoice('FULL_3')] }),
  ],
  ['another invoiceNo', () => firstInvoice({ invoiceNo: 'full_1' })],
  ['a larger amount', () => firstInvoice({ invoiceAmount: { currency: 'USD', value: '101' } })],
  [
    'an amount beyond the headroom',
    () => firstInvoice({ invoiceAmount: { currency: 'USD', value: '99999999' } }),
  ],
  [
    'another currency',
    () => ({ invoiceInfoList: [fullInvoice('FULL_1', euros), fullInvoice('FULL_2', euros)] }),
  ],
  ['another invoiceDueDate', () => firstInvoice({ invoiceDueDate: day(31, noon) })],
  ['no invoiceDueDate', () => firstInvoice({ invoiceDueDate: undefined })],
  ['another poNo', () => firstInvoice({ poNo: 'CANARY PO2' })],
  ['no poNo', () => firstInvoice({ poNo: undefined })],
  ['a member named constructor', () => firstInvoice({ constructor: 1 })],
  ['another unpublished member', () => firstInvoice({ lines: [] })],
  [
    'an unpublished list in another order',
    () => firstInvoice({ lines: [{ sku: 'B' }, { sku: 'A', count: 1 }] }),
  ],
  [
    'an unpublished number as text',
    () => firstInvoice({ lines: [{ sku: 'A', count: '1' }, { sku: 'B' }] }),
  ],
  [
    'amounts moved from one invoice to the other',
    () => ({
      invoiceInfoList: [
        fullInvoice('FULL_1', { invoiceAmount: { currency: 'USD', value: '99' } }),
        fullInvoice('FULL_2', { invoiceAmount: { currency: 'USD', value: '101' } }),
      ],
    }),
  ],
])(
  'the application with %s is REPEAT_REQ_INCONSISTENT and discloses nothing',
  async (_fact, changes) => {
    const answer = await applicant.apply(full(changes()), at);
    expect(answer.text).toBe(
      '{"result":{"resultStatus":"F","resultCode":"REPEAT_REQ_INCONSISTENT",' +
        '"resultMessage":"This id came before with other content. ' +
        'Use a new id for new content."},"referenceNo":"FULL"}',
    );
  },
);

test('none of them changed anything', async () => {
  expect(await applicant.quota(at)).toEqual(quota);
  expect(await applicant.rows('')).toEqual(rows);
  expect((await applicant.inquire('FULL', at)).body.creditGrantAmount).toBe('200');
});

const euros = { invoiceAmount: { currency: 'EUR', value: '100' } };

function attachmentFile(): object {
  return full()['attachmentFile'] as object;
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, member]) => [name, reversed(member)]));
}

test('the log told nothing that it must not', () => expectQuietLog(provider));
