import { afterAll, beforeAll, expect, test } from 'vitest';
import { day } from '../builders.ts';
import { type Applicant, makeApplicant, oneInvoice } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

// Noon, so that no day ends while grants are made.
const noon = new Date().setUTCHours(12, 0, 0, 0);

let at: { readonly time: string };
let provider: WatchedProvider;
let applicant: Applicant;

beforeAll(async () => {
  const clock = new TestClock();
  provider = await startWatchedProvider({ APPLICANT: clientSecretFor() });
  applicant = await makeApplicant(provider, 'APPLICANT');
  at = clock.stopAt(noon);
});
afterAll(() => provider.stop());

test('a grant is applied for, won, and counted', async () => {
  expect(await applicant.quota(at)).toEqual(['100000', '0', '0', '0', 'NORMAL']);
  const unknown = await applicant.inquire('FIRST', at);
  expect(unknown.body).toEqual({
    result: {
      resultStatus: 'F',
      resultCode: 'ORDER_NOT_EXIST',
      resultMessage: 'No application with that referenceNo.',
    },
    referenceNo: 'FIRST',
  });

  const applied = await applicant.apply(applicant.application('FIRST'), at);
  expect(applied.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    referenceNo: 'FIRST',
    creditGrantNo: expect.stringMatching(/^CG[0-9A-F]{32}$/),
    creditGrantStatus: 'ACCEPTED',
  });

  const inquired = await applicant.inquire('FIRST', at);
  expect(inquired.body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    referenceNo: 'FIRST',
    creditGrantNo: applied.body.creditGrantNo,
    creditGrantStatus: 'SUCCESS',
    creditGrantAmount: '10000',
    creditGrantCurrency: 'USD',
    annualPercentageRate: '0.05',
    dueDate: day(90, noon),
  });
  expect(await applicant.quota(at)).toEqual(['100000', '10000', '0', '10000', 'NORMAL']);
});

test('a refused call leaves its reference free, for other content too', async () => {
  const refused = applicant.application('FREE', { payeeCode: 'PAYEE_NOBODY' });
  expect((await applicant.apply(refused, at)).outcome).toBe('F PROCESS_FAIL');
  expect((await applicant.apply(refused, at)).outcome).toBe('F PROCESS_FAIL');
  expect((await applicant.inquire('FREE', at)).outcome).toBe('F ORDER_NOT_EXIST');
  const answer = await applicant.apply(applicant.application('FREE'), at);
  expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
});

test('a failed application answers other content in no other words', async () => {
  const failed = applicant.application('FAILED', oneInvoice('FAILED', '100001'));
  expect((await applicant.apply(failed, at)).body.creditGrantStatus).toBe('FAILED');
  const answer = await applicant.apply(applicant.application('FAILED'), at);
  expect(answer.text).toBe(
    '{"result":{"resultStatus":"F","resultCode":"REPEAT_REQ_INCONSISTENT",' +
      '"resultMessage":"This id came before with other content. ' +
      'Use a new id for new content."},"referenceNo":"FAILED"}',
  );
});

test('the log told nothing that it must not', () => expectQuietLog(provider));
