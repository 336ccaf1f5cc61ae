import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { invoice } from '../builders.ts';
import { type Applicant, makeApplicant, oneInvoice } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { overdueRows, terms } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

// Noon, so that no day ends while grants are made.
const noon = new Date().setUTCHours(12, 0, 0, 0);
const ids = ['EXACT', 'OVER', 'RATED', 'WAITING', 'LATE'];

let clock: TestClock;
let provider: WatchedProvider;

beforeAll(async () => {
  clock = new TestClock();
  provider = await startWatchedProvider(
    Object.fromEntries(ids.map((id) => [id, clientSecretFor()])),
  );
});
afterAll(() => provider.stop());

/** An applicant whose facility has a limit, at noon. */
async function at(clientId: string, creditLimitMinor: bigint, changes = {}): Promise<Applicant> {
  clock.run();
  const applicant = await makeApplicant(provider, clientId, {
    creditLimitMinor,
    terms: { ...terms, ...changes },
  });
  clock.stopAt(noon);
  return applicant;
}

const time = new Date(noon).toISOString();

async function outcomeOf(applicant: Applicant, referenceNo: string, value: number) {
  const body = applicant.application(referenceNo, oneInvoice(referenceNo, value));
  const { body: answer } = await applicant.apply(body, { time });
  return answer.failCode ?? answer.creditGrantStatus;
}

test('H76 exactly the headroom fits', async () => {
  const applicant = await at('EXACT', 10_000n);
  expect(await outcomeOf(applicant, 'H76', 10_000)).toBe('ACCEPTED');
  expect(await applicant.quota({ time })).toEqual(['10000', '10000', '0', '10000', 'NORMAL']);
  expect(await outcomeOf(applicant, 'H76_MORE', 1)).toBe('QUOTA_NOT_ENOUGH');
});

test('H77 the headroom and one minor unit does not fit, and takes nothing', async () => {
  const applicant = await at('OVER', 10_000n);
  expect(await outcomeOf(applicant, 'H77', 10_001)).toBe('QUOTA_NOT_ENOUGH');
  expect(await applicant.quota({ time })).toEqual(['10000', '0', '0', '0', 'NORMAL']);
  expect(await outcomeOf(applicant, 'H77_LESS', 10_000)).toBe('ACCEPTED');
});

describe('at an advance rate of 80 %', () => {
  let applicant: Applicant;
  beforeAll(async () => {
    applicant = await at('RATED', 1_000_000n, { advanceRateBasisPoints: 8_000n });
  });

  test.each([
    ['is rounded down', [12_349], '9879'],
    ['is rounded down once for all invoices', [3, 3, 3], '7'],
    ['is at least 1', [1], '1'],
    ['is exact where it can be', [5], '4'],
    ['is what the review threshold is compared with', [62_501], '50000'],
  ])('the amount applied for %s', async (fact, values, amount) => {
    const referenceNo = fact.replaceAll(/\W/g, '_');
    const invoices = values.map((value, index) =>
      invoice({ invoiceNo: `${fact} ${index}`, invoiceAmount: { currency: 'USD', value } }),
    );
    await applicant.apply(applicant.application(referenceNo, { invoiceInfoList: invoices }), {
      time,
    });
    const { body } = await applicant.inquire(referenceNo, { time });
    expect([body.creditGrantStatus, body.creditGrantAmount]).toEqual(['SUCCESS', amount]);
  });
});

test('an application over the review threshold waits, and its amount is reserved', async () => {
  const applicant = await at('WAITING', 100_000n);
  expect(await outcomeOf(applicant, 'WAITS', 50_001)).toBe('ACCEPTED');
  expect((await applicant.inquire('WAITS', { time })).body).toEqual({
    result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
    referenceNo: 'WAITS',
    creditGrantNo: expect.stringMatching(/^CG[0-9A-F]{32}$/),
    creditGrantStatus: 'ACCEPTED',
  });
  expect(await applicant.quota({ time })).toEqual(['100000', '0', '0', '0', 'NORMAL']);
  expect(await applicant.facility()).toMatchObject({
    reservedMinor: 50_001n,
    headroomMinor: 49_999n,
  });
  expect(await outcomeOf(applicant, 'TOO_MUCH', 50_000)).toBe('QUOTA_NOT_ENOUGH');
  expect(await outcomeOf(applicant, 'WAITS_TWICE', 50_001)).toBe('QUOTA_NOT_ENOUGH');
  expect(await outcomeOf(applicant, 'FITS', 49_999)).toBe('ACCEPTED');
  expect(await applicant.quota({ time })).toEqual(['100000', '49999', '0', '49999', 'NORMAL']);
});

test('a payment overdue leaves nothing available and what is granted granted', async () => {
  const applicant = await at('LATE', 100_000n);
  expect(await outcomeOf(applicant, 'BEFORE', 10_000)).toBe('ACCEPTED');
  await provider.write(overdueRows({ clientId: 'LATE' }, noon + 1));
  expect(await applicant.quota({ time })).toEqual(['100000', '10000', '1', '10000', 'NORMAL']);
  const late = clock.stopAt(noon + 1);
  expect(await applicant.quota(late)).toEqual(['100000', '10000', '1', '0', 'OVD']);
});

test('the log told nothing that it must not', () => expectQuietLog(provider));

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
