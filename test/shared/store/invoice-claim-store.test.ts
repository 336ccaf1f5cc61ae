import { expect, test } from 'vitest';
import {
  claimReleases,
  claims,
  writeReleasing,
} from '../../../shared/store/invoice-claim-store.ts';
import { absent, type Transaction } from '../../../shared/store/table.ts';
import { MemoryTable } from '../../memory-table.ts';
import { customer, invoice, own, unbounded, write } from '../../stage-rows.ts';

/** Invoices of one virtual account. */
function of(vcCode: string, ...numbers: string[]) {
  return { vcCode, invoiceInfoList: numbers.map((invoiceNo) => invoice(invoiceNo)) };
}
const one = of('VC_1', 'INV-1');

/** Who holds which invoice. */
function held(table: MemoryTable) {
  return table.items().map(({ sk, creditGrantNo }) => `${sk} ${creditGrantNo}`);
}

test('an invoice is claimed for one grant, and only that one can give it back', async () => {
  const table = new MemoryTable();
  const isWritten = async (parts: Transaction) => (await table.write(parts, unbounded)).committed;
  expect(await isWritten(claims(own, one, 'CG1'))).toBe(true);
  expect(await isWritten(claims(own, one, 'CG2'))).toBe(false);
  expect(await isWritten(claimReleases(own, one, 'CG2'))).toBe(false);
  expect(held(table)).toEqual(['INVOICE#VC_1#INV-1 CG1']);
  expect(await isWritten(claimReleases(own, one, 'CG1'))).toBe(true);
  expect(await isWritten(claims(own, one, 'CG2'))).toBe(true);
  expect(await isWritten(claimReleases(own, one, 'CG1'))).toBe(false);
  expect(held(table)).toEqual(['INVOICE#VC_1#INV-1 CG2']);
});

test('the same number is another invoice for another account, customer or spelling', async () => {
  const table = new MemoryTable();
  await write(table, claims(own, one, 'CG1'));
  await write(table, claims(own, of('VC_2', 'INV-1'), 'CG2'));
  await write(table, claims(customer, one, 'CG3'));
  await write(table, claims(own, of('VC_1', 'inv-1'), 'CG4'));
  expect(table.items()).toHaveLength(4);
});

test('a claim that was lost, or is of another, does not keep the rest from being given back', async () => {
  const table = new MemoryTable();
  await write(table, claims(own, of('VC_1', 'INV-1', 'INV-2', 'INV-3'), 'CG1'));
  await write(table, claimReleases(own, of('VC_1', 'INV-1', 'INV-2'), 'CG1'));
  await write(table, claims(own, of('VC_1', 'INV-2'), 'CG2'));
  const parts = claimReleases(own, of('VC_1', 'INV-1', 'INV-2', 'INV-3'), 'CG1');
  expect(await writeReleasing(table, parts, unbounded)).toEqual({ committed: true });
  expect(held(table)).toEqual(['INVOICE#VC_1#INV-2 CG2']);
});

test('but anything else that does not hold keeps all of it', async () => {
  const table = new MemoryTable();
  await write(table, claims(own, of('VC_1', 'INV-1', 'INV-2'), 'CG1'));
  const key = { pk: 'P', sk: 'S' };
  table.place(key, {});
  const parts = {
    once: { action: 'put', key, item: {}, when: [absent] },
    ...claimReleases(own, of('VC_1', 'INV-1', 'INV-3'), 'CG1'),
  } as const;
  const outcome = await writeReleasing(table, parts, unbounded);
  expect(outcome).toEqual({ committed: false, failed: new Set(['once', 'release INV-3']) });
  expect(table.items()).toHaveLength(3);
});
