import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { localStage } from '../../infra/local/local-stage.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { DynamoTable } from '../../shared/store/dynamo-table.ts';
import { invoice } from '../builders.ts';
import { type Applicant, makeApplicant, oneInvoice } from './applicant.ts';
import { clientSecretFor } from './provider.ts';
import { movedRows } from './rows.ts';
import { expectRowsSent } from './rows-sent.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';
import type { WireAnswer } from './wire-partner.ts';

const ids = ['CROWD', 'FIFTY', 'SAME', 'RIVALS', 'INVOICE', 'WAITERS', 'EXPIRED'];

let provider: WatchedProvider;

beforeAll(async () => {
  provider = await startWatchedProvider(
    Object.fromEntries(ids.map((id) => [id, clientSecretFor()])),
  );
  // One process stands for 200 Lambdas, and its calls wait for each other: their bound is lifted.
  const client = new DynamoDBClient({ requestHandler: { httpAgent: { maxSockets: 200 } } });
  Object.assign(liveDeps(), { table: new DynamoTable(client, localStage.tableName) });
});
afterAll(() => provider.stop());

/** How often each outcome came: result, creditGrantStatus, failCode. */
function tally(answers: readonly WireAnswer[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { outcome, body } of answers) {
    const words = [outcome, body.creditGrantStatus, body.failCode];
    const key = words.filter((word) => word !== undefined).join(' ');
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

function times<Value>(count: number, make: (index: number) => Promise<Value>): Promise<Value[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

interface Counters {
  readonly creditLimitMinor: bigint;
  readonly headroomMinor: bigint;
  readonly grantedMinor: bigint;
  readonly reservedMinor: bigint;
  readonly outstandingMinor: bigint;
  readonly unusedByExpiry: Readonly<Record<string, bigint>>;
}

/** Holds a facility's counters to each other, to its grants, and to its ledger; gives them. */
async function audit(applicant: Applicant): Promise<Counters> {
  const facility = (await applicant.facility()) as unknown as Counters;
  const { headroomMinor, grantedMinor, reservedMinor, outstandingMinor } = facility;
  const parts = headroomMinor + grantedMinor + reservedMinor + outstandingMinor;
  expect(parts).toBe(facility.creditLimitMinor);
  expect(Object.values(facility.unusedByExpiry).reduce((sum, minor) => sum + minor, 0n)).toBe(
    grantedMinor,
  );

  const sums: Record<string, bigint> = {};
  for (const { entries } of await applicant.rows('EVENT#')) {
    for (const { account, amountMinor } of entries as { account: string; amountMinor: bigint }[]) {
      sums[account] = (sums[account] ?? 0n) + amountMinor;
    }
  }
  expect(sums['headroom']).toBe(headroomMinor);
  expect(sums['granted'] ?? 0n).toBe(grantedMinor);
  expect(sums['reserved'] ?? 0n).toBe(reservedMinor);
  expect(Object.values(sums).reduce((sum, minor) => sum + minor)).toBe(0n);
  return facility;
}

/** Sums what the grants of a status say, and holds each reference to one grant. */
async function grantsOf(applicant: Applicant, status: string) {
  const grants = await applicant.rows('GRANT#');
  const references = grants.map(({ referenceNo }) => referenceNo);
  expect(new Set(references).size).toBe(references.length);
  return grants.filter((grant) => grant['status'] === status);
}

test('of 200 applications of 50.00 on a headroom of 900.00, at once, 18 are granted', async () => {
  const applicant = await makeApplicant(provider, 'CROWD', { creditLimitMinor: 90_000n });
  const answers = await times(200, (index) =>
    applicant.apply(applicant.application(`R${index}`, oneInvoice(`I${index}`, 5_000))),
  );
  expect(tally(answers)).toEqual({
    'S SUCCESS ACCEPTED': 18,
    'S SUCCESS FAILED QUOTA_NOT_ENOUGH': 182,
  });
  const facility = await audit(applicant);
  expect(facility).toMatchObject({ headroomMinor: 0n, grantedMinor: 90_000n, reservedMinor: 0n });
  expect(await grantsOf(applicant, 'SUCCESS')).toHaveLength(18);
  expect(await grantsOf(applicant, 'FAILED')).toHaveLength(182);
  expect(await applicant.rows('INVOICE#')).toHaveLength(18);
  expect(await applicant.rows('REF#')).toHaveLength(200);
  const inquiries: WireAnswer[] = [];
  for (let index = 0; index < 200; index++) inquiries.push(await applicant.inquire(`R${index}`));
  expect(tally(inquiries)).toEqual({
    'S SUCCESS SUCCESS': 18,
    'S SUCCESS FAILED QUOTA_NOT_ENOUGH': 182,
  });
  expect(await applicant.quota()).toEqual(['90000', '90000', '0', '90000', 'NORMAL']);
}, 60_000);

test('N04 50 parallel applications that all fit are all granted', async () => {
  const applicant = await makeApplicant(provider, 'FIFTY', { creditLimitMinor: 500_000n });
  const answers = await times(50, (index) => applicant.apply(applicant.application(`R${index}`)));
  expect(tally(answers)).toEqual({ 'S SUCCESS ACCEPTED': 50 });
  expect(await audit(applicant)).toMatchObject({ headroomMinor: 0n, grantedMinor: 500_000n });
});

test('20 applications over the review threshold, at once, reserve what there is', async () => {
  const applicant = await makeApplicant(provider, 'WAITERS', { creditLimitMinor: 300_000n });
  const answers = await times(20, (index) =>
    applicant.apply(applicant.application(`R${index}`, oneInvoice(`I${index}`, 60_000))),
  );
  expect(tally(answers)).toEqual({
    'S SUCCESS ACCEPTED': 5,
    'S SUCCESS FAILED QUOTA_NOT_ENOUGH': 15,
  });
  expect(await audit(applicant)).toMatchObject({ headroomMinor: 0n, reservedMinor: 300_000n });
});

test('20 identical applications at once are one grant with one answer', async () => {
  const applicant = await makeApplicant(provider, 'SAME');
  const body = applicant.application('SAME');
  const answers = await times(20, () => applicant.apply(body));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(tally(answers)).toEqual({ 'S SUCCESS ACCEPTED': 20 });
  expect(await grantsOf(applicant, 'SUCCESS')).toHaveLength(1);
  expect(await audit(applicant)).toMatchObject({ grantedMinor: 10_000n });
});

test('of two contents with one reference, at once, exactly one wins', async () => {
  const applicant = await makeApplicant(provider, 'RIVALS', { creditLimitMinor: 1_000_000n });
  for (let round = 0; round < 10; round++) {
    const answers = await times(2, (rival) =>
      applicant.apply(
        applicant.application(`R${round}`, oneInvoice(`I${round}-${rival}`, 100 + rival)),
      ),
    );
    expect(tally(answers)).toEqual({ 'S SUCCESS ACCEPTED': 1, 'F REPEAT_REQ_INCONSISTENT': 1 });
    const winner = answers.findIndex(({ outcome }) => outcome === 'S SUCCESS');
    const { body } = await applicant.inquire(`R${round}`);
    expect(body.creditGrantAmount).toBe(`${100 + winner}`);
  }
  expect(await grantsOf(applicant, 'SUCCESS')).toHaveLength(10);
  await audit(applicant);
});

test('what has expired is released once by 10 applications at once that need it', async () => {
  const applicant = await makeApplicant(provider, 'EXPIRED', { creditLimitMinor: 10_000n });
  const dueAt = Date.now() - 1;
  await provider.write(
    movedRows({ clientId: 'EXPIRED' }, [
      { account: 'headroom', amountMinor: -10_000n },
      { account: 'granted', amountMinor: 10_000n, dueAt },
    ]),
  );
  const answers = await times(10, (index) =>
    applicant.apply(applicant.application(`R${index}`, oneInvoice(`I${index}`, 1_000))),
  );
  expect(tally(answers)).toEqual({ 'S SUCCESS ACCEPTED': 10 });
  const events = await applicant.rows('EVENT#');
  expect(events.filter(({ type }) => type === 'grants.expired')).toHaveLength(1);
  expect(await audit(applicant)).toMatchObject({ headroomMinor: 0n, grantedMinor: 10_000n });
});

test('an invoice in 10 applications at once backs exactly one grant', async () => {
  const applicant = await makeApplicant(provider, 'INVOICE', { creditLimitMinor: 1_000_000n });
  const answers = await times(10, (index) => {
    const invoiceInfoList = [
      invoice({ invoiceNo: `OWN-${index}` }),
      invoice({ invoiceNo: 'SHARED' }),
    ];
    return applicant.apply(applicant.application(`R${index}`, { invoiceInfoList }));
  });
  expect(tally(answers)).toEqual({
    'S SUCCESS ACCEPTED': 1,
    'S SUCCESS FAILED INVOICE_ALREADY_FINANCED': 9,
  });
  expect(await audit(applicant)).toMatchObject({ grantedMinor: 20_000n });
  expect(await applicant.rows('INVOICE#')).toHaveLength(2);
});

test('the log told nothing that it must not', () => {
  expect(provider.log()).not.toEqual([]);
  expect(provider.leaks()).toEqual([]);
});

test('the rows of this file are those that the catalogue says', () => expectRowsSent(provider));
