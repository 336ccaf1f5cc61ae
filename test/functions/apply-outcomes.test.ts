import { beforeEach, describe, expect, test } from 'vitest';
import type { Attachment } from '../../shared/domain/attachment.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import { attachmentBody } from '../builders.ts';
import { newInstance, startMs } from '../instance.ts';
import { recount } from '../recount.ts';
import { bendFacility, facilityItem, invoice, own, stagedInstance } from '../stage-rows.ts';

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

const creditGrantNo = expect.stringMatching(/^CG[0-9A-F]{32}$/);

describe('a decision against it is an answer, and uses the reference up', () => {
  const old = { invoiceDate: '20260822' };
  test.each<[string, () => unknown, Readonly<Record<string, unknown>>]>([
    ['QUOTA_NOT_ENOUGH', () => undefined, worth('1250002')],
    ['CONTRACT_NOT_SIGNED', () => bend({ contract: 'NOT_SIGN' }), {}],
    ['LOAN_OVERDUE', () => bend(overdue), {}],
    ['ATTACHMENT_INVALID', () => voidAttachment({ status: 'VOIDED' }), {}],
    ['ATTACHMENT_INVALID', () => voidAttachment({ bizType: 'WF_B2B_ORDER_SYNC' }), {}],
    ['INVOICE_NOT_ELIGIBLE', () => undefined, old],
    [
      'INVOICE_ALREADY_FINANCED',
      () => apply({ referenceNo: 'REF_0', ...worth('100') }),
      worth('1'),
    ],
  ])('%s', async (failCode, prepare, changes) => {
    await prepare();
    const before = facilityItem(staged.memory);
    const answer = await apply(changes);
    expect(answer.outcome).toBe('S SUCCESS');
    expect(answer.body).toMatchObject({
      creditGrantNo,
      creditGrantStatus: 'FAILED',
      failCode,
      failMessage: expect.stringMatching(/^[A-Z].{10,}\.$/),
    });
    expect(facilityItem(staged.memory)).toEqual(before);
    expect((await apply(changes)).text).toBe(answer.text);
    expect((await apply({ ...changes, vendorName: 'Other' })).outcome).toBe(
      'F REPEAT_REQ_INCONSISTENT',
    );
  });

  const overdue = {
    outstandingMinor: 1n,
    headroomMinor: 999_999n,
    unpaidByDue: { [startMs]: 1n },
  };

  function bend(changes: Parameters<typeof bendFacility>[1]): void {
    bendFacility(staged.memory, changes);
  }

  function voidAttachment(changes: Partial<Attachment>): void {
    const item = staged.memory.items().find(({ sk }) => String(sk).startsWith('ATTACHMENT#'));
    staged.memory.place(itemKeys.attachment(own, staged.fileKey), { ...item, ...changes });
  }
});

describe('a refusal leaves the reference free', () => {
  const noPayee = 'No payee with that payeeCode and that vcCode.';
  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown payee', { payeeCode: 'PAYEE_9' }, `F PROCESS_FAIL: ${noPayee}`],
    ['an unknown account', { vcCode: 'VC_9' }, `F PROCESS_FAIL: ${noPayee}`],
    [
      'another currency',
      { invoiceInfoList: [{ ...invoice('I'), invoiceAmount: { currency: 'EUR', value: '1' } }] },
      'F PARAM_ILLEGAL: invoiceInfoList[0].invoiceAmount.currency: expected USD',
    ],
    [
      'an unknown file',
      { attachmentFile: { fileName: 'invoice.pdf', fileKey: 'NO_KEY' } },
      'F PARAM_ILLEGAL: attachmentFile.fileKey: expected a submitted file',
    ],
    [
      'a date in the future',
      { invoiceDate: '20261122' },
      'F PARAM_ILLEGAL: invoiceDate: expected no date in the future',
    ],
  ])('%s', async (_what, changes, expected) => {
    const answer = await apply(changes);
    expect(`${answer.outcome}: ${answer.result.resultMessage}`).toBe(expected);
    expect(answer.body).toEqual({ result: answer.result, referenceNo: 'REF_1' });
    expect((await apply(changes)).outcome).toBe(answer.outcome);
    expect((await apply()).body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    recount(staged.memory);
  });

  test('a facility that is closed, or none', async () => {
    bendFacility(staged.memory, { status: 'CLOSED' });
    const said = 'F PROCESS_FAIL: No open credit facility for this account.';
    const closed = await apply();
    expect(`${closed.outcome}: ${closed.result.resultMessage}`).toBe(said);
    const other = newInstance();
    const none = await other.call('applyCreditGrant', staged.body());
    expect(none.text).toBe(closed.text);
  });

  test("today in the application's zone is not the future", async () => {
    // In Kiritimati it is 22 November already.
    const changes = { invoiceDate: '20261122', timeZone: 'Pacific/Kiritimati' };
    staged.clock.ms = Date.UTC(2026, 10, 21, 10, 0);
    expect((await apply(changes)).outcome).toBe('S SUCCESS');
  });
});

test('a file that was submitted for another business backs nothing', async () => {
  const bizType = 'WF_B2B_COLLECTION_ORDER_SYNC';
  const file = await staged.call(
    'submitAttachment',
    attachmentBody({ attachmentId: 'B', bizType }),
  );
  const answer = await apply({ attachmentFile: file.body.attachmentInfo });
  expect(answer.body).toMatchObject({ failCode: 'ATTACHMENT_INVALID' });
});
