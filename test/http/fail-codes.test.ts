import { afterAll, beforeAll, expect, test } from 'vitest';
import { itemKeys } from '../../shared/store/item-key.ts';
import { exists, type Transaction } from '../../shared/store/table.ts';
import { attachmentBody, day, invoice } from '../builders.ts';
import { type Applicant, makeApplicant, oneInvoice } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { overdueRows, terms } from './rows.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

// Noon, so that no day ends while the limits of days are tried.
const noon = new Date().setUTCHours(12, 0, 0, 0);
let at: { readonly time: string };
let clock: TestClock;
let provider: WatchedProvider;
let plain: Applicant;
let overdue: Applicant;
let unsigned: Applicant;

beforeAll(async () => {
  clock = new TestClock();
  const [PLAIN, OVERDUE, UNSIGNED] = [clientSecretFor(), clientSecretFor(), clientSecretFor()];
  provider = await startWatchedProvider({ PLAIN, OVERDUE, UNSIGNED });
  const days = { terms: { ...terms, maxInvoiceAgeDays: 30, maxDaysToDue: 60 } };
  plain = await makeApplicant(provider, 'PLAIN', days);
  overdue = await makeApplicant(provider, 'OVERDUE');
  await provider.write(overdueRows({ clientId: 'OVERDUE' }, noon));
  unsigned = await makeApplicant(provider, 'UNSIGNED', { contract: 'NOT_SIGN' });
  await submit('OTHER_BUSINESS', { bizType: 'WF_B2B_ORDER_SYNC' });
  await submit('VOIDED', {});
  await provider.write(voidedRow(keys.get('VOIDED') ?? ''));
  at = clock.stopAt(noon);
  await plain.apply(recent('FINANCED'), at);
});
afterAll(() => provider.stop());

const keys = new Map<string, string>();

async function submit(attachmentId: string, changes: Readonly<Record<string, unknown>>) {
  const as = provider.partnerOf('PLAIN');
  const body = attachmentBody({ attachmentId, ...changes });
  const { body: answer } = await provider.call('submitAttachment', body, { as });
  keys.set(attachmentId, answer.attachmentInfo.fileKey);
}

function voidedRow(fileKey: string): Transaction {
  const key = itemKeys.attachment({ clientId: 'PLAIN' }, fileKey);
  const changes = [{ change: 'set', path: 'status', value: 'VOIDED' }] as const;
  return { attachment: { action: 'update', key, changes, when: [exists] } };
}

/** An application of PLAIN that nothing speaks against. */
function recent(referenceNo: string, changes: Readonly<Record<string, unknown>> = {}) {
  return plain.application(referenceNo, {
    invoiceDate: day(-30, noon),
    invoiceInfoList: [invoice({ invoiceNo: `INV-${referenceNo}`, invoiceDueDate: day(60, noon) })],
    ...changes,
  });
}

function due(days: number) {
  const invoiceDueDate = day(days, noon);
  return { invoiceInfoList: [invoice({ invoiceNo: `DUE-${days}`, invoiceDueDate })] };
}

function resting(attachmentId: string) {
  return { attachmentFile: { fileName: 'invoice.pdf', fileKey: keys.get(attachmentId) } };
}

const messages = {
  QUOTA_NOT_ENOUGH: 'The amount applied for is more than the headroom of the facility.',
  LOAN_OVERDUE: 'A loan payment is overdue. Repay it, then apply again.',
  INVOICE_ALREADY_FINANCED: 'An invoice already backs another grant.',
  INVOICE_NOT_ELIGIBLE: 'An invoice is too old, already due, or due too far off.',
  ATTACHMENT_INVALID: 'The attachment cannot back a grant. Submit the invoices again.',
  CONTRACT_NOT_SIGNED: 'The credit contract is not signed.',
  EVALUATION_TIMEOUT: 'The application was not decided in time. Apply again with a new reference.',
} as const;

type Row = readonly [
  fact: string,
  failCode: keyof typeof messages,
  applicant: () => Applicant,
  body: () => Readonly<Record<string, unknown>>,
];

test.each<Row>([
  [
    'more than the headroom',
    'QUOTA_NOT_ENOUGH',
    () => plain,
    () => recent('MUCH', oneInvoice('MUCH', 90_001)),
  ],
  ['an overdue payment', 'LOAN_OVERDUE', () => overdue, () => overdue.application('OVERDUE')],
  [
    'an invoice that backs a grant',
    'INVOICE_ALREADY_FINANCED',
    () => plain,
    () => recent('TWICE', { invoiceInfoList: [invoice({ invoiceNo: 'INV-FINANCED' })] }),
  ],
  [
    'an invoice of 31 days',
    'INVOICE_NOT_ELIGIBLE',
    () => plain,
    () => recent('OLD', { invoiceDate: day(-31, noon) }),
  ],
  ['an invoice due yesterday', 'INVOICE_NOT_ELIGIBLE', () => plain, () => recent('DUE', due(-1))],
  ['an invoice due in 61 days', 'INVOICE_NOT_ELIGIBLE', () => plain, () => recent('FAR', due(61))],
  [
    'an attachment of another business',
    'ATTACHMENT_INVALID',
    () => plain,
    () => recent('OTHER', resting('OTHER_BUSINESS')),
  ],
  [
    'a voided attachment',
    'ATTACHMENT_INVALID',
    () => plain,
    () => recent('VOIDED', resting('VOIDED')),
  ],
  [
    'a contract not signed',
    'CONTRACT_NOT_SIGNED',
    () => unsigned,
    () => unsigned.application('NO_CONTRACT'),
  ],
])('%s is %s, and stays so', async (_fact, failCode, applicant, body) => {
  const { apply, inquire, quota, rows } = applicant();
  const [quotaBefore, claimsBefore] = [await quota(at), await rows('INVOICE#')];
  const first = await apply(body(), at);
  expect(first.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    referenceNo: body()['referenceNo'],
    creditGrantNo: expect.stringMatching(/^CG[0-9A-F]{32}$/),
    creditGrantStatus: 'FAILED',
    failCode,
    failMessage: messages[failCode],
  });
  expect((await apply(body(), at)).text).toBe(first.text);
  expect((await inquire(first.body.referenceNo, at)).text).toBe(first.text);
  expect(await quota(at)).toEqual(quotaBefore);
  expect(await rows('INVOICE#')).toEqual(claimsBefore);
});

test.each([
  ['an invoice of 30 days', () => recent('LIMIT_AGE')],
  ['an invoice due today', () => recent('LIMIT_DUE', due(0))],
  ['an invoice due in 60 days', () => recent('LIMIT_FAR', due(60))],
])('%s is eligible', async (_fact, body) => {
  const answer = await plain.apply(body(), at);
  expect(answer.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
});

test('an application that waits is EVALUATION_TIMEOUT from minute 635 on', async () => {
  const body = recent('WAITING', oneInvoice('WAITING', 50_001));
  const accepted = await plain.apply(body, at);
  expect(accepted.body.creditGrantStatus).toBe('ACCEPTED');
  const decideBy = noon + 635 * 60_000;

  const before = clock.stopAt(decideBy - 1);
  expect((await plain.inquire('WAITING', before)).body.creditGrantStatus).toBe('ACCEPTED');
  expect((await plain.apply(body, before)).text).toBe(accepted.text);

  const then = clock.stopAt(decideBy);
  const failed = {
    ...accepted.body,
    creditGrantStatus: 'FAILED',
    failCode: 'EVALUATION_TIMEOUT',
    failMessage: messages.EVALUATION_TIMEOUT,
  };
  expect((await plain.inquire('WAITING', then)).body).toEqual(failed);
  expect((await plain.apply(body, then)).body).toEqual(failed);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));
