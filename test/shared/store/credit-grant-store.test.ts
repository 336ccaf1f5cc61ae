import { expect, test } from 'vitest';
import { claimInvoice, releaseInvoice } from '../../../shared/store/credit-grant-store.ts';
import { MemoryTable } from '../../memory-table.ts';
import { customer, own, unbounded } from '../../stage-rows.ts';

const missed = { committed: false, failed: new Set(['claim']) };

test('an invoice is claimed for one grant, and only that one can give it back', async () => {
  const table = new MemoryTable();
  const claim = (no: string) =>
    table.write({ claim: claimInvoice(own, 'VC_1', 'INV-1', no) }, unbounded);
  const release = (no: string) =>
    table.write({ claim: releaseInvoice(own, 'VC_1', 'INV-1', no) }, unbounded);
  expect(await claim('CG1')).toEqual({ committed: true });
  expect(await claim('CG2')).toEqual(missed);
  expect(await release('CG2')).toEqual(missed);
  expect(await release('CG1')).toEqual({ committed: true });
  expect(await claim('CG2')).toEqual({ committed: true });
  expect(await release('CG1')).toEqual(missed);
});

test('the same number is another invoice for another account or customer', async () => {
  const table = new MemoryTable();
  const claims = {
    one: claimInvoice(own, 'VC_1', 'INV-1', 'CG1'),
    account: claimInvoice(own, 'VC_2', 'INV-1', 'CG2'),
    customer: claimInvoice(customer, 'VC_1', 'INV-1', 'CG3'),
    bytes: claimInvoice(own, 'VC_1', 'inv-1', 'CG4'),
  };
  expect(await table.write(claims, unbounded)).toEqual({ committed: true });
  expect(table.items()).toHaveLength(4);
});
