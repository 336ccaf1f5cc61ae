import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachmentBody, invoice } from '../builders.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { facilityRows, known, overdueRows } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider({ OVERDUE: clientSecretFor() });
});
afterAll(() => provider.stop());

type Body = Readonly<Record<string, unknown>>;

/** So many invoices of an equal amount, numbered within the test's own row. */
function many(count: number, value: string, row: string): Body {
  const invoiceAmount = { currency: 'USD', value };
  const list = Array.from({ length: count }, (_, index) =>
    invoice({ invoiceNo: `${row}-${index}`, invoiceAmount }),
  );
  return { invoiceInfoList: list };
}

test.each<[string, Body, string]>([
  ['H44 90 invoices', many(90, '1', 'H44'), 'ACCEPTED'],
  [
    'H45 two numbers that differ in letter case',
    { invoiceInfoList: [invoice({ invoiceNo: 'H45-a' }), invoice({ invoiceNo: 'H45-A' })] },
    'ACCEPTED',
  ],
  ['H47 an amount of 1', many(1, '1', 'H47'), 'ACCEPTED'],
  ['H55 an amount of 16 digits', many(1, '9999999999999999', 'H55'), 'FAILED'],
  [
    'H57 an invoice without optional fields',
    { invoiceInfoList: [{ invoiceNo: 'H57', invoiceAmount: { currency: 'USD', value: 1 } }] },
    'ACCEPTED',
  ],
  [
    'H57 1,024 bytes more',
    { invoiceInfoList: [invoice({ invoiceNo: 'H57-1024', a: 'x'.repeat(1_016) })] },
    'ACCEPTED',
  ],
  [
    'H57 poNo and invoiceNo of 64 characters',
    { invoiceInfoList: [invoice({ invoiceNo: 'x'.repeat(64), poNo: '\u{1f600}'.repeat(64) })] },
    'ACCEPTED',
  ],
  [
    'H57 an invoiceNo of 64 emoji',
    { invoiceInfoList: [invoice({ invoiceNo: '\u{1f600}'.repeat(64) })] },
    'ACCEPTED',
  ],
  ['H63 a sum of 16 digits', many(2, '4999999999999999', 'H63'), 'FAILED'],
  ['H64 vendorName of 128 characters', { vendorName: 'x'.repeat(128) }, 'ACCEPTED'],
  ['H65 vendorName of 128 emoji', { vendorName: '\u{1f600}'.repeat(128) }, 'ACCEPTED'],
  ['H66 vendorName of script', { vendorName: '<script>alert(1)</script>' }, 'ACCEPTED'],
  ['H67 vendorName of a formula', { vendorName: '=HYPERLINK("https://a.example")' }, 'ACCEPTED'],
  ['H71 marketRegion GB', { marketRegion: 'GB' }, 'ACCEPTED'],
  ['H72 businessMode PO', { businessMode: 'PO' }, 'ACCEPTED'],
  ['H72 businessMode DF', { businessMode: 'DF' }, 'ACCEPTED'],
  ['H72 businessMode DI', { businessMode: 'DI' }, 'ACCEPTED'],
])('%s is no bad input', async (fact, changes, status) => {
  const referenceNo = fact.replaceAll(/\W/g, '_');
  const answer = await provider.call(
    'applyCreditGrant',
    provider.application(referenceNo, changes),
  );
  expect(answer.outcome).toBe('S SUCCESS');
  expect(answer.body.creditGrantStatus).toBe(status);
});

test('H46 an invoice that backs a grant backs no other', async () => {
  const changes = {
    invoiceInfoList: [invoice({ invoiceNo: 'H46-0' }), invoice({ invoiceNo: 'H46-1' })],
  };
  const first = await provider.call('applyCreditGrant', provider.application('H46_FIRST', changes));
  expect(first.body.creditGrantStatus).toBe('ACCEPTED');
  const other = {
    invoiceInfoList: [invoice({ invoiceNo: 'H46-2' }), invoice({ invoiceNo: 'H46-1' })],
  };
  const second = await provider.call('applyCreditGrant', provider.application('H46_SECOND', other));
  expect(second.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    referenceNo: 'H46_SECOND',
    creditGrantNo: expect.stringMatching(/^CG[0-9A-F]{32}$/),
    creditGrantStatus: 'FAILED',
    failCode: 'INVOICE_ALREADY_FINANCED',
    failMessage: 'An invoice already backs another grant.',
  });
  const third = { invoiceInfoList: [invoice({ invoiceNo: 'H46-2' })] };
  const free = await provider.call('applyCreditGrant', provider.application('H46_THIRD', third));
  expect(free.body.creditGrantStatus).toBe('ACCEPTED');
});

test('H75 a status, a number and a limit in an invoice have no effect', async () => {
  const hints = {
    creditGrantStatus: 'FAILED',
    creditGrantNo: 'CG1',
    headroomMinor: 1,
    amountMinor: 1,
  };
  const changes = { invoiceInfoList: [invoice({ invoiceNo: 'H75', ...hints })] };
  const answer = await provider.call('applyCreditGrant', provider.application('H75', changes));
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
  const inquiry = await provider.call('inquiryCreditGrant', { referenceNo: 'H75' });
  expect(inquiry.body).toMatchObject({ creditGrantStatus: 'SUCCESS', creditGrantAmount: '10000' });
  expect(inquiry.body.creditGrantNo).not.toBe('CG1');
});

test('H78 nothing is granted while a payment is overdue', async () => {
  const tenant = { clientId: 'OVERDUE' };
  const as = provider.partnerOf('OVERDUE');
  await provider.write(facilityRows(tenant));
  await provider.write(overdueRows(tenant));
  const submitted = await provider.call('submitAttachment', attachmentBody(), { as });
  const attachmentFile = submitted.body.attachmentInfo;
  const body = provider.application('H78', { ...known, attachmentFile });
  const answer = await provider.call('applyCreditGrant', body, { as });
  expect(answer.body).toMatchObject({
    result: { resultStatus: 'S' },
    creditGrantStatus: 'FAILED',
    failCode: 'LOAN_OVERDUE',
    failMessage: 'A loan payment is overdue. Repay it, then apply again.',
  });
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
