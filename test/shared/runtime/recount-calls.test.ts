import { expect, test } from 'vitest';
import { recount } from '../../../shared/runtime/recount.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import type { Item } from '../../../shared/store/table.ts';
import type { World } from '../../deep/world.ts';
import { own, unbounded } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { itemOf, officeWorld } from './office-stage.ts';

const grants = 1_000;

/** A row of the one grant that was applied for, to be copied. */
function rowOf(world: World, kind: string): Item {
  return itemOf(world, `${kind}#`) ?? expect.fail(kind);
}

/** Makes a thousand grants of one, the others with nothing left to draw, on two invoices each. */
async function thousandGrants() {
  const { world, creditGrantNo } = await officeWorld();
  const [grant, reference, application] = [
    rowOf(world, 'GRANT'),
    rowOf(world, 'REF'),
    rowOf(world, 'APPLICATION'),
  ];
  const content = JSON.parse(String(application['content']));
  for (let n = 1; n < grants; n++) {
    const [no, referenceNo] = [`${creditGrantNo}-${n}`, `REF-${n}`];
    const { memory } = world;
    const invoices = [`A-${n}`, `B-${n}`];
    const invoiceInfoList = invoices.map((invoiceNo) =>
      JSON.stringify({ ...JSON.parse(content.invoiceInfoList[0]), invoiceNo }),
    );
    const named = { ...grant, creditGrantNo: no, referenceNo, unusedMinor: 0n };
    memory.place(itemKeys.creditGrant(own, no), named);
    memory.place(itemKeys.reference(own, referenceNo), { ...reference, creditGrantNo: no });
    memory.place(itemKeys.application(own, no), {
      content: JSON.stringify({ ...content, referenceNo, invoiceInfoList }),
    });
    for (const invoiceNo of invoices) {
      const key = itemKeys.invoiceClaim(own, content.vcCode, invoiceNo);
      memory.place(key, { creditGrantNo: no });
    }
  }
  return world;
}

test('a thousand grants on two invoices each are counted in 71 calls, here at most 5 at once', async () => {
  const world = await thousandGrants();
  const table = new WatchedTable(world.memory);
  const lists: Record<string, number> = {};
  let atOnce = 0;
  let most = 0;
  const counted = async <Value>(call: () => Promise<Value>): Promise<Value> => {
    most = Math.max(most, ++atOnce);
    await new Promise(setImmediate);
    return call().finally(() => {
      atOnce -= 1;
    });
  };
  const { read } = WatchedTable.prototype;
  table.read = (keys, bounds) => counted(() => read.call(table, keys, bounds));
  table.list = (query, bounds) => {
    lists[query.skPrefix] = (lists[query.skPrefix] ?? 0) + 1;
    return counted(() => world.memory.list(query, bounds));
  };
  expect(await recount(table, own, unbounded)).toMatchObject({ differences: [], busy: false });
  expect(lists).toEqual({
    'EVENT#': 1,
    'FX-QUOTA#': 1,
    'GRANT#': 2,
    'DRAWDOWN#': 1,
    'INVOICE#': 4,
  });
  // The facility before and after, ten for references, ten for contents, twenty for claims, twenty
  // for their holders.
  expect(table.reads.length).toBe(62);
  expect(most).toBe(5);
});
