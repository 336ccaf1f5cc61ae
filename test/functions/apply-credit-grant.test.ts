import { beforeEach, describe, expect, test } from 'vitest';
import { newInstance, startMs } from '../instance.ts';
import { recount } from '../recount.ts';
import { facilityItem, invoice, itemCounts, stagedInstance } from '../stage-rows.ts';

let staged: Awaited<ReturnType<typeof stagedInstance>>;
beforeEach(async () => {
  staged = await stagedInstance(newInstance());
});

function apply(changes: Readonly<Record<string, unknown>> = {}) {
  return staged.call('applyCreditGrant', staged.body(changes));
}

/** One invoice of which 80 % is applied for. */
function worth(value: string, invoiceNo = 'INV-1') {
  return { invoiceInfoList: [invoice(invoiceNo, value)] };
}

// 31 days after the start, when the last of the grant's 30 days in UTC ends.
const expiresAt = Date.UTC(2026, 11, 22);
const creditGrantNo = expect.stringMatching(/^CG[0-9A-F]{32}$/);

function grantItem() {
  return staged.memory.items().find(({ sk }) => String(sk).startsWith('GRANT#'));
}

function ledgerEvent(ending: string) {
  const items = staged.memory.items();
  return items.find(({ sk }) => String(sk).startsWith('EVENT#CG') && String(sk).endsWith(ending));
}

describe('an application within the rules is granted at once', () => {
  test('and answered ACCEPTED, with its number', async () => {
    const answer = await apply();
    expect(answer.body).toEqual({
      result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
      referenceNo: 'REF_1',
      creditGrantNo,
      creditGrantStatus: 'ACCEPTED',
    });
  });

  test('and moved from headroom to granted, with every row that tells of it', async () => {
    await apply();
    expect(facilityItem(staged.memory)).toMatchObject({
      grantedMinor: 8_000n,
      reservedMinor: 0n,
      headroomMinor: 992_000n,
      unusedByExpiry: { [expiresAt]: 8_000n },
    });
    expect(itemCounts(staged.memory)).toEqual({
      FACILITY: 1,
      ATTACHMENT: 1,
      SIG: 2,
      REF: 1,
      GRANT: 1,
      APPLICATION: 1,
      INVOICE: 1,
      EVENT: 2,
    });
    recount(staged.memory);
  });

  test('and kept as a grant that is found when it expires', async () => {
    await apply();
    expect(grantItem()).toMatchObject({
      status: 'SUCCESS',
      amountMinor: 8_000n,
      dueDate: '20261221',
      expiresAt: BigInt(expiresAt),
      expiryShard: '1',
    });
    expect(grantItem()).not.toHaveProperty('dueShard');
  });

  test('and told of in the ledger', async () => {
    const { body } = await apply();
    expect(ledgerEvent('approved')).toEqual({
      pk: 'CLIENT#PARTNER_1#CUSTOMER#',
      sk: `EVENT#${body.creditGrantNo}:approved`,
      eventId: `${body.creditGrantNo}:approved`,
      type: 'grant.approved',
      subject: 'AMAZON_VC_FACTORING_LOAN',
      currency: 'USD',
      at: BigInt(startMs),
      actor: 'partner',
      creditGrantNo: body.creditGrantNo,
      reason: 'application REF_1',
      entries: [
        { account: 'headroom', amountMinor: -8_000n },
        { account: 'granted', amountMinor: 8_000n, dueAt: BigInt(expiresAt) },
      ],
    });
  });

  test('up to the threshold of review', async () => {
    await apply(worth('625000'));
    expect(facilityItem(staged.memory)).toMatchObject({ grantedMinor: 500_000n });
  });

  test('for one minor unit at least', async () => {
    await apply(worth('1'));
    expect(facilityItem(staged.memory)).toMatchObject({ grantedMinor: 1n });
  });
});

describe('an application over the threshold of review waits for a person', () => {
  test('with its amount reserved and the time by which it must be decided', async () => {
    const answer = await apply(worth('625002'));
    expect(answer.body).toMatchObject({ creditGrantStatus: 'ACCEPTED', creditGrantNo });
    expect(facilityItem(staged.memory)).toMatchObject({
      grantedMinor: 0n,
      reservedMinor: 500_001n,
      headroomMinor: 499_999n,
    });
    expect(grantItem()).not.toHaveProperty('expiryShard');
    expect(grantItem()).toMatchObject({
      status: 'ACCEPTED',
      amountMinor: 500_001n,
      decideBy: BigInt(startMs + 635 * 60_000),
      nextDueAt: BigInt(startMs + 635 * 60_000),
      dueShard: '1',
    });
    expect(ledgerEvent('reserved')).toMatchObject({
      type: 'grant.reserved',
      entries: [
        { account: 'headroom', amountMinor: -500_001n },
        { account: 'reserved', amountMinor: 500_001n },
      ],
    });
    recount(staged.memory);
  });

  test.each([
    [635 * 60_000 - 1, { creditGrantStatus: 'ACCEPTED' }],
    [635 * 60_000, { creditGrantStatus: 'FAILED', failCode: 'EVALUATION_TIMEOUT' }],
  ])('and %i ms later is answered as of then', async (laterMs, expected) => {
    await apply(worth('625002'));
    staged.clock.ms += laterMs;
    expect((await apply(worth('625002'))).body).toMatchObject(expected);
  });
});

describe('exactly the headroom fits', () => {
  test.each([
    ['1249999', { creditGrantStatus: 'ACCEPTED' }],
    ['1250000', { creditGrantStatus: 'ACCEPTED' }],
    ['1250002', { creditGrantStatus: 'FAILED', failCode: 'QUOTA_NOT_ENOUGH' }],
  ])('an invoice of %s against a limit of 1000000', async (value, expected) => {
    expect((await apply(worth(value))).body).toMatchObject(expected);
  });
});
