import { beforeEach, describe, expect, test } from 'vitest';
import { addCustomer } from '../../shared/store/access-store.ts';
import { newInstance } from '../instance.ts';
import { clientSecret } from '../memory-secrets.ts';
import { recount } from '../recount.ts';
import {
  facilityItem,
  invoice,
  openOwnFacility,
  stagedInstance,
  submitFile,
  write,
} from '../stage-rows.ts';

const clients = {
  PARTNER_1: clientSecret({ tokensRequired: false }),
  PARTNER_2: clientSecret(),
};
const invoices = [invoice('INV-1', '100'), invoice('INV-2', '200')];

let staged: Awaited<ReturnType<typeof stagedInstance>>;
beforeEach(async () => {
  staged = await stagedInstance(newInstance({ clients }));
});

/** Calls a second after the call before: with a signature of its own. */
async function apply(body: unknown) {
  staged.clock.ms += 1_000;
  return staged.call('applyCreditGrant', body);
}

function body(changes: Readonly<Record<string, unknown>> = {}) {
  return staged.body({ invoiceInfoList: invoices, ...changes });
}

describe('the same content again is answered the same', () => {
  test.each<[string, () => unknown]>([
    ['to the byte', () => body()],
    ['with blanks', () => JSON.stringify(body(), null, 2)],
    ['in another order of members', () => Object.fromEntries(Object.entries(body()).reverse())],
    ['in another order of invoices', () => body({ invoiceInfoList: invoices.toReversed() })],
    ['with amounts as numbers', () => JSON.stringify(body()).replaceAll('"100"', '100')],
    ['with escapes', () => JSON.stringify(body()).replace('REF_1', '\\u0052EF_1')],
  ])('%s', async (_what, again) => {
    const first = await apply(body());
    const before = facilityItem(staged.memory);
    expect((await apply(again())).text).toBe(first.text);
    expect(facilityItem(staged.memory)).toEqual(before);
    recount(staged.memory);
  });

  test('400 days later, when the grant has long expired', async () => {
    const first = await apply(body());
    staged.clock.ms += 400 * 86_400_000;
    expect((await apply(body())).text).toBe(first.text);
  });

  test('by an instance that never saw it', async () => {
    const first = await apply(body());
    const { memory, clock } = staged;
    clock.ms += 1_000;
    const other = newInstance({ clients, memory, clock });
    expect((await other.call('applyCreditGrant', body())).text).toBe(first.text);
  });
});

describe('other content is refused, and told nothing', () => {
  const [first, second] = invoices;
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another payee', { payeeCode: 'PAYEE_2' }],
    ['another account', { vcCode: 'VC_2' }],
    ['another date', { invoiceDate: '20261118' }],
    ['another name of the zone', { timeZone: 'Etc/UTC' }],
    ['another file', { attachmentFile: { fileName: 'invoice.pdf', fileKey: 'KEY_2' } }],
    ['another name of the file', { attachmentFile: { fileName: 'other.pdf', fileKey: 'KEY' } }],
    ['another amount', { invoiceInfoList: [first, invoice('INV-2', '201')] }],
    ['another currency', { invoiceInfoList: [inEuro(first), inEuro(second)] }],
    ['an invoice less', { invoiceInfoList: [first] }],
    ['an invoice more', { invoiceInfoList: [...invoices, invoice('INV-3')] }],
    ['another invoice', { invoiceInfoList: [first, invoice('INV-9', '200')] }],
    ['another due date', { invoiceInfoList: [{ ...first, invoiceDueDate: '20270121' }, second] }],
    ['no due date', { invoiceInfoList: [{ ...first, invoiceDueDate: undefined }, second] }],
    ['an order number', { invoiceInfoList: [{ ...first, poNo: 'PO-1' }, second] }],
    ['a member of its own', { invoiceInfoList: [{ ...first, note: 1 }, second] }],
    ['a vendor', { vendorName: 'Vendor' }],
    ['a market', { marketRegion: 'US' }],
    ['a mode', { businessMode: 'PO' }],
  ])('%s', async (_what, changes) => {
    await apply(body());
    const before = staged.memory.items().filter(({ sk }) => !String(sk).startsWith('SIG#'));
    const answer = await apply(body(changes));
    expect(answer.body).toEqual({
      result: {
        resultStatus: 'F',
        resultCode: 'REPEAT_REQ_INCONSISTENT',
        resultMessage: 'This id came before with other content. Use a new id for new content.',
      },
      referenceNo: 'REF_1',
    });
    const after = staged.memory.items().filter(({ sk }) => !String(sk).startsWith('SIG#'));
    expect(after).toEqual(before);
  });

  function inEuro(one: typeof first) {
    return { ...one, invoiceAmount: { currency: 'EUR', value: one?.invoiceAmount.value } };
  }

  test('the same to whoever was granted and to whoever was not', async () => {
    await apply(body());
    const granted = await apply(body({ vendorName: 'Vendor' }));
    const old = { referenceNo: 'REF_2', invoiceDate: '20200101' };
    expect((await apply(body(old))).body).toMatchObject({ failCode: 'INVOICE_NOT_ELIGIBLE' });
    const failed = await apply(body({ ...old, vendorName: 'Vendor' }));
    expect(failed.text.replace('REF_2', 'REF_1')).toBe(granted.text);
  });
});

describe('the same reference is another one', () => {
  test('of another client', async () => {
    await openOwnFacility(staged.memory, {}, { clientId: 'PARTNER_2' });
    const other = { clientId: 'PARTNER_2' };
    const as = { ...staged, call: callAs(other) };
    const fileKey = await submitFile(as);
    const first = await apply(body());
    const second = await as.call('applyCreditGrant', {
      ...body({ vendorName: 'Other' }),
      attachmentFile: { fileName: 'invoice.pdf', fileKey },
    });
    expect(second.body).toMatchObject({ creditGrantStatus: 'ACCEPTED' });
    expect(second.body.creditGrantNo).not.toBe(first.body.creditGrantNo);
    expect(facilityItem(staged.memory)).toMatchObject({ grantedMinor: 240n });
    expect(facilityItem(staged.memory, other)).toMatchObject({ grantedMinor: 240n });
  });

  test('of a customer', async () => {
    const tenant = { clientId: 'PARTNER_1', customerId: 'REF_1' };
    await write(staged.memory, { customer: addCustomer(tenant, { status: 'ACTIVE' }) });
    await openOwnFacility(staged.memory, {}, tenant);
    const headers = { 'connected-customerid': 'REF_1' };
    const first = await apply(body());
    const found = await staged.call('inquiryCreditGrant', { referenceNo: 'REF_1' }, { headers });
    expect(first.outcome).toBe('S SUCCESS');
    expect(found.outcome).toBe('F ORDER_NOT_EXIST');
  });

  test('in other letters', async () => {
    const first = await apply(body({ referenceNo: 'REF_a' }));
    const other = { referenceNo: 'REF_A', invoiceInfoList: [invoice('INV-7')] };
    const second = await apply(body(other));
    expect(second.body.creditGrantNo).not.toBe(first.body.creditGrantNo);
  });

  function callAs(changes: { clientId: string }): typeof staged.call {
    return (api, content, more) => staged.call(api, content, { ...changes, ...more });
  }
});
