import { beforeEach, describe, expect, test } from 'vitest';
import { newInstance } from '../instance.ts';
import { bendFacility, invoice, stagedInstance } from '../stage-rows.ts';

let staged: Awaited<ReturnType<typeof stagedInstance>>;
beforeEach(async () => {
  staged = await stagedInstance(newInstance());
});

/** Applies, and inquires a while later. */
async function inquireAfter(changes: Readonly<Record<string, unknown>>, laterMs = 0) {
  await staged.call('applyCreditGrant', staged.body(changes));
  staged.clock.ms += laterMs;
  const { body } = await staged.call('inquiryCreditGrant', { referenceNo: 'REF_1' });
  const { result, creditGrantNo, ...rest } = body;
  expect(result.resultCode).toBe('SUCCESS');
  expect(creditGrantNo).toMatch(/^CG[0-9A-F]{32}$/);
  return rest;
}

const waiting = { invoiceInfoList: [invoice('INV-1', '625002')] };

describe('an application', () => {
  test('that was granted tells amount, rate and due date', async () => {
    expect(await inquireAfter({})).toEqual({
      referenceNo: 'REF_1',
      creditGrantStatus: 'SUCCESS',
      creditGrantAmount: '8000',
      creditGrantCurrency: 'USD',
      annualPercentageRate: '0.05',
      dueDate: '20261221',
    });
  });

  test("that was granted has its due date in the application's zone", async () => {
    staged.clock.ms = Date.UTC(2026, 10, 21, 10, 30);
    const found = await inquireAfter({ timeZone: 'Pacific/Kiritimati' });
    expect(found).toMatchObject({ dueDate: '20261222' });
  });

  test('that was granted stays so after it has expired', async () => {
    expect(await inquireAfter({}, 400 * 86_400_000)).toMatchObject({
      creditGrantStatus: 'SUCCESS',
      dueDate: '20261221',
    });
  });

  test('that failed tells why', async () => {
    expect(await inquireAfter({ invoiceDate: '20200101' })).toEqual({
      referenceNo: 'REF_1',
      creditGrantStatus: 'FAILED',
      failCode: 'INVOICE_NOT_ELIGIBLE',
      failMessage: 'An invoice is too old, already due, or due too far off.',
    });
  });

  test('that waits tells nothing more', async () => {
    expect(await inquireAfter(waiting, 635 * 60_000 - 1)).toEqual({
      referenceNo: 'REF_1',
      creditGrantStatus: 'ACCEPTED',
    });
  });

  test.each([0, 1])('that waited 635 minutes and %i ms has failed', async (ms) => {
    expect(await inquireAfter(waiting, 635 * 60_000 + ms)).toEqual({
      referenceNo: 'REF_1',
      creditGrantStatus: 'FAILED',
      failCode: 'EVALUATION_TIMEOUT',
      failMessage: 'The application was not decided in time. Apply again with a new reference.',
    });
  });

  test('of a facility that was closed since is still told', async () => {
    await staged.call('applyCreditGrant', staged.body());
    bendFacility(staged.memory, { status: 'CLOSED' });
    expect(await inquireAfter({})).toMatchObject({ creditGrantStatus: 'SUCCESS' });
  });
});

describe('no application', () => {
  test.each(['REF_2', 'ref_1', 'CGF32B2EE45EB5BF7C5FF990235E781022'])('%s', async (referenceNo) => {
    await staged.call('applyCreditGrant', staged.body());
    const answer = await staged.call('inquiryCreditGrant', { referenceNo });
    expect(answer.outcome).toBe('F ORDER_NOT_EXIST');
    expect(answer.body).toEqual({ result: answer.result, referenceNo });
  });

  test('after a refusal', async () => {
    await staged.call('applyCreditGrant', staged.body({ payeeCode: 'PAYEE_9' }));
    const answer = await staged.call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(answer.outcome).toBe('F ORDER_NOT_EXIST');
  });

  test('without a facility', async () => {
    const answer = await newInstance().call('inquiryCreditGrant', { referenceNo: 'REF_1' });
    expect(answer.outcome).toBe('F PROCESS_FAIL');
  });
});
