import { afterAll, beforeAll, expect, test } from 'vitest';
import { putCreditGrant } from '../../shared/store/credit-grant-store.ts';
import { day } from '../builders.ts';
import { type Applicant, makeApplicant, oneInvoice } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { expectQuietLog } from './quiet-log.ts';
import { movedRows } from './rows.ts';
import { TestClock } from './test-clock.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

// Noon, so that no day ends while grants are made.
const noon = new Date().setUTCHours(12, 0, 0, 0);
const ids = ['UTC', 'EAST', 'WEST', 'SWEPT'];

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
async function at(clientId: string, creditLimitMinor: bigint): Promise<Applicant> {
  clock.run();
  const applicant = await makeApplicant(provider, clientId, { creditLimitMinor });
  clock.stopAt(noon);
  return applicant;
}

const time = new Date(noon).toISOString();

async function outcomeOf(applicant: Applicant, referenceNo: string, value: number) {
  const body = applicant.application(referenceNo, oneInvoice(referenceNo, value));
  const { body: answer } = await applicant.apply(body, { time });
  return answer.failCode ?? answer.creditGrantStatus;
}

const hour = 3_600_000;
const lastMidnight = new Date(noon).setUTCHours(24 * 91, 0, 0, 0);

test.each([
  ['UTC', 'UTC', lastMidnight],
  ['EAST', '+08:00', lastMidnight - 8 * hour],
  ['WEST', 'GMT-5', lastMidnight + 5 * hour],
])(
  '%s: a grant is no longer granted from the end of its due date in %s on',
  async (id, timeZone, expiresAt) => {
    const applicant = await at(id, 10_000n);
    const undated = {
      invoiceInfoList: [{ invoiceNo: 'FIRST', invoiceAmount: { currency: 'USD', value: '10000' } }],
    };
    await applicant.apply(applicant.application('FIRST', { timeZone, ...undated }), { time });
    const won = await applicant.inquire('FIRST', { time });
    expect(won.body.dueDate).toBe(day(90, noon));

    const before = clock.stopAt(expiresAt - 1);
    expect(await applicant.quota(before)).toEqual(['10000', '10000', '0', '10000', 'NORMAL']);
    const after = clock.stopAt(expiresAt);
    expect(await applicant.quota(after)).toEqual(['10000', '0', '0', '0', 'NORMAL']);
    expect((await applicant.inquire('FIRST', after)).text).toBe(won.text);
    expect(await applicant.facility()).toMatchObject({ grantedMinor: 10_000n, headroomMinor: 0n });

    const next = {
      invoiceInfoList: [{ invoiceNo: 'NEXT', invoiceAmount: { currency: 'USD', value: '10000' } }],
    };
    const answer = await applicant.apply(
      applicant.application('NEXT', { timeZone, ...next }),
      after,
    );
    expect(answer.body.creditGrantStatus).toBe('ACCEPTED');
    expect(await applicant.quota(after)).toEqual(['10000', '10000', '0', '10000', 'NORMAL']);
    const { unusedByExpiry, ...facility } = await applicant.facility();
    expect(facility).toMatchObject({ grantedMinor: 10_000n, headroomMinor: 0n });
    expect(Object.values(unusedByExpiry as object)).toEqual([10_000n]);
    const events = await applicant.rows('EVENT#');
    expect(events.filter(({ type }) => type === 'grants.expired')).toHaveLength(1);
  },
);

test('all that has expired is room for the next application, each instant once', async () => {
  const tenant = { clientId: 'SWEPT' };
  const applicant = await at('SWEPT', 30_000n);
  for (const dueAt of [noon - 2, noon, noon + 1]) {
    await provider.write(
      movedRows(tenant, [
        { account: 'headroom', amountMinor: -10_000n },
        { account: 'granted', amountMinor: 10_000n, dueAt },
      ]),
    );
  }
  expect(await applicant.quota({ time })).toEqual(['30000', '10000', '0', '10000', 'NORMAL']);
  expect(await outcomeOf(applicant, 'MORE', 20_001)).toBe('QUOTA_NOT_ENOUGH');
  expect(await applicant.quota({ time })).toEqual(['30000', '10000', '0', '10000', 'NORMAL']);
  expect(await outcomeOf(applicant, 'ALL', 20_000)).toBe('ACCEPTED');
  expect(await applicant.quota({ time })).toEqual(['30000', '30000', '0', '30000', 'NORMAL']);
  const events = await applicant.rows('EVENT#');
  expect(events.filter(({ type }) => type === 'grants.expired')).toHaveLength(2);
});

test('an expired grant that nobody has swept still says SUCCESS', async () => {
  const referenceNo = 'EXPIRED';
  const state = {
    status: 'SUCCESS',
    dueDate: '20260102',
    expiresAt: noon - 1,
    unusedMinor: 10_000n,
    outstandingMinor: 0n,
    expired: false,
  } as const;
  const grant = {
    creditGrantNo: 'CGEEDE1DB1B9E83A0541DD6E35B718AFBB',
    referenceNo,
    amountMinor: 10_000n,
    currency: 'USD',
    annualPercentageRate: '0.05',
    decideBy: noon - 1,
    state,
  };
  await provider.write({ grant: putCreditGrant({ clientId: 'SWEPT' }, grant, noon - 2) });
  const as = provider.partnerOf('SWEPT');
  const { body } = await provider.call('inquiryCreditGrant', { referenceNo }, { as, time });
  expect(body).toMatchObject({ creditGrantStatus: 'SUCCESS', dueDate: '20260102' });
});

test('the log told nothing that it must not', () => expectQuietLog(provider));
