import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { day } from '../../builders.ts';
import { type Operator, startOperator } from './operator.ts';

let operator: Operator;
const own = "DEMO_5X00000000000001's own account";

beforeAll(async () => {
  operator = await startOperator();
  operator.keepRequests();
});

afterAll(() => operator.stop());

const trace = (...words: string[]) => operator.run(['trace', ...words]);

/** A trace without its instants and ids, blanks as one. */
function plain(text: string): string {
  return text
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<when>')
    .replaceAll(/\d+ ms \([0-9a-f-]{36}\)/g, '<took>')
    .replaceAll(/CG[0-9A-F]{32}/g, '<grant>')
    .replaceAll(/ATT[0-9A-F]{32}/g, '<file>');
}

test('an approved application, its loan and what was refused about it', async () => {
  const { body } = await operator.apply('R-APPROVED');
  const { creditGrantNo } = body;
  const draw = `loan draw --grant ${creditGrantNo} --drawdown D-1 --due ${day(30)}`;
  await operator.change(`${draw} --amount 99999 --event-id E-TOO-MUCH`);
  await operator.change(`${draw} --amount 4000`);
  await operator.change('loan repay --drawdown D-1 --amount 1500');
  await operator.provider.call('inquiryCreditGrant', { referenceNo: 'R-APPROVED' });
  const { code, out } = await trace('R-APPROVED');
  expect(code).toBe(0);
  expect(plain(out)).toBe(`Application R-APPROVED of ${own}: <grant>

What was asked
  attachmentFile: {"fileKey":"<file>","fileName":"invoice.pdf"}
  invoiceDate: ${day(-2)}
  payeeCode: PAYEE_DEMO_0001
  referenceNo: R-APPROVED
  timeZone: UTC
  vcCode: VC_DEMO_0001
  invoice INV-R-APPROVED: 10000 USD, due ${day(60)}

What happened
  <when>  applied for 10000 USD
  <when>  grant.approved by partner: application R-APPROVED [headroom -10000, granted +10000 until <when>]
  <when>  request applyCreditGrant answered SUCCESS in <took>
  <when>  REFUSED loan.drawn by olga: the grant has not that much left (event id E-TOO-MUCH)
  <when>  loan.drawn D-1 by olga: a test [granted -4000 until <when>, outstanding +4000 until <when>]
  <when>  loan.repaid D-1 by olga: a test [outstanding -1500 until <when>, headroom +1500]
  <when>  request inquiryCreditGrant answered SUCCESS in <took>

How it stands
  the reference number is its own
  granted until <when> (live): 6000 unused, 2500 outstanding
  an inquiry is answered SUCCESS
  invoice INV-R-APPROVED: backs this grant
  drawdown D-1: 2500 of 4000 outstanding, overdue from <when>`);
  const byNumber = await trace(String(creditGrantNo));
  expect(byNumber).toEqual({ code: 0, out, problem: '' });
});

test('an application that failed at once', async () => {
  await operator.apply('R-FAILED', '200000000');
  const { code, out } = await trace('R-FAILED');
  expect(code).toBe(0);
  expect(plain(out)).toBe(`Application R-FAILED of ${own}: <grant>

What was asked
  not kept: it failed at once, and nothing was reserved for it

What happened
  <when>  applied for 200000000 USD, verdict FAILED QUOTA_NOT_ENOUGH at once
  <when>  request applyCreditGrant answered SUCCESS in <took>

How it stands
  the reference number is its own
  failed: QUOTA_NOT_ENOUGH
  an inquiry is answered FAILED QUOTA_NOT_ENOUGH: The amount applied for is more than the headroom of the facility.`);
});

test('a deferred application, before and after its review', async () => {
  await operator.apply('R-DEFERRED', '6000000');
  const before = await trace('R-DEFERRED');
  expect(plain(before.out)).toContain(`
How it stands
  the reference number is its own
  undecided, waits for REVIEW, asked 0 times in vain
  due again <when>, to be decided by <when>
  an inquiry is answered ACCEPTED
  invoice INV-R-DEFERRED: backs this grant`);
  const reviewed = await operator.change('grant review reject R-DEFERRED');
  expect(reviewed.code).toBe(0);
  const again = await operator.change('grant review approve R-DEFERRED');
  expect(again.out).toContain('the application is decided already');
  const { out } = await trace('R-DEFERRED');
  expect(plain(out)).toContain(`
What happened
  <when>  applied for 6000000 USD
  <when>  grant.reserved by partner: application R-DEFERRED [headroom -6000000, reserved +6000000]
  <when>  request applyCreditGrant answered SUCCESS in <took>
  <when>  grant.reviewed by olga: a test [reserved -6000000, headroom +6000000]
  <when>  REFUSED grant.reviewed by olga: the application is decided already (event id `);
  expect(plain(out)).toContain(`
  failed: REVIEW_REJECTED
  an inquiry is answered FAILED REVIEW_REJECTED: The application was rejected in review.
  invoice INV-R-DEFERRED: free`);
});

test('a review that approves, as the grant then is', async () => {
  await operator.apply('R-REVIEWED', '6000000');
  expect((await operator.change('grant review approve R-REVIEWED')).code).toBe(0);
  const { out } = await trace('R-REVIEWED');
  expect(plain(out)).toContain('(live): 6000000 unused, 0 outstanding');
  expect((await operator.run(['ledger', 'verify'])).code).toBe(0);
});

test('a reference whose calls were only refused is free', async () => {
  const { body } = await operator.provider.call('applyCreditGrant', {
    ...JSON.parse(JSON.stringify(await unknownAttachment())),
  });
  expect(body.result.resultStatus).toBe('F');
  const { code, out } = await trace('R-REFUSED');
  expect(out).toBe(`R-REFUSED is free: of ${own} it was refused, 1 times, and owns nothing.`);
  expect(code).toBe(0);
});

async function unknownAttachment(): Promise<object> {
  const { applicationBody } = await import('../../builders.ts');
  const { connection } = operator.provider;
  return applicationBody(connection, 'ATTNONE', { referenceNo: 'R-REFUSED' });
}

test('a request id leads to its application, whosever it is', async () => {
  const log = readFileSync(join(operator.provider.home, 'requests.jsonl'), 'utf8');
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  const ofApplication = lines.find(({ creditGrantNo }) => creditGrantNo !== undefined);
  const { code, out } = await trace(String(ofApplication?.['requestId']));
  expect(out).toContain(`Application R-APPROVED of ${own}: ${ofApplication?.['creditGrantNo']}`);
  expect(code).toBe(0);
  const ofNone = lines.find(({ api }) => api === 'submitAttachment');
  const other = await trace(String(ofNone?.['requestId']));
  expect(plain(other.out)).toBe(
    'request submitAttachment answered SUCCESS in <took>\n' +
      'It was about no application, or was refused before that was known.',
  );
  expect(other.code).toBe(0);
});

test('what is not found: 1, and where it was looked for', async () => {
  const number = `CG${'0'.repeat(32)}`;
  expect(await trace('R-NONE')).toMatchObject({
    code: 1,
    out: `R-NONE names nothing in the books of ${own}.`,
  });
  expect((await trace('R-APPROVED', '--customer', 'C-9')).out).toBe(
    'R-APPROVED names nothing in the books of DEMO_5X00000000000001 for C-9.',
  );
  expect((await trace(number)).out).toBe(`${number} names nothing in the books of ${own}.`);
});
