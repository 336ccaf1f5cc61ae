import { expect, test } from 'vitest';
import { recount } from '../../../shared/runtime/recount.ts';
import { itemKeys } from '../../../shared/store/item-key.ts';
import { exists, type ItemKey } from '../../../shared/store/table.ts';
import { bodyOf } from '../../deep/crash-stage.ts';
import type { World } from '../../deep/world.ts';
import { invoice, own, submitFile, unbounded, write } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { drawn, itemOf, officeWorld, repaid, termMs, waitingWorld } from './office-stage.ts';

type Stage = Awaited<ReturnType<typeof officeWorld>>;

const invoiceKey = (invoiceNo: string) => itemKeys.invoiceClaim(own, 'VC_1', invoiceNo);

const lose = ({ memory }: World, key: ItemKey) =>
  write(memory, { lost: { action: 'delete', key, when: [exists] } });

/** Each difference as what, stored, recounted. */
async function found({ memory }: World) {
  const { differences } = await recount(memory, own, unbounded);
  return differences.map(({ what, storedMinor, recountedMinor }) => [
    what,
    storedMinor,
    recountedMinor,
  ]);
}

function bend({ world, creditGrantNo }: Stage, changes: object) {
  const key = itemKeys.creditGrant(own, creditGrantNo);
  world.memory.place(key, { ...itemOf(world, key.sk), ...changes });
}

test('what a grant says is outstanding is held against its drawdowns', async () => {
  const stage = await officeWorld();
  const { world, creditGrantNo } = stage;
  await world.post(drawn(creditGrantNo));
  await world.post(drawn(creditGrantNo, { drawdownNo: 'D2', amountMinor: '10000' }, 'E-2'));
  await world.post(repaid('10000'));
  expect(await found(world)).toEqual([]);
  bend(stage, { outstandingMinor: 0n });
  const what = `grant ${creditGrantNo} outstanding, recounted from its drawdowns`;
  expect(await found(world)).toEqual([[what, 0n, 30_000n]]);
  bend(stage, { outstandingMinor: 30_001n });
  expect(await found(world)).toEqual([[what, 30_001n, 30_000n]]);
});

test('a drawdown whose grant is lost is told of', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  await lose(world, itemKeys.creditGrant(own, creditGrantNo));
  const lines = await found(world);
  const outstanding = `grant ${creditGrantNo} outstanding, recounted from its drawdowns`;
  expect(lines).toContainEqual([outstanding, 0n, 30_000n]);
  const dead = `invoices claimed for ${creditGrantNo}, which is no live grant`;
  expect(lines).toContainEqual([dead, 1n, 0n]);
});

test.each([
  ['its reference', () => itemKeys.reference(own, 'REF_1'), 'references of its own', 0n, 1n],
  ['a claim', () => invoiceKey('INV-REF_1'), 'invoices claimed', 0n, 1n],
  [
    'its application',
    ({ creditGrantNo }: Stage) => itemKeys.application(own, creditGrantNo),
    'applications that can be read',
    0n,
    1n,
  ],
])('a live grant that has lost %s is told of', async (_, keyOf, what, stored, recounted) => {
  const stage = await officeWorld();
  await lose(stage.world, keyOf(stage));
  const told = [`grant ${stage.creditGrantNo} ${what}`, stored, recounted];
  expect(await found(stage.world)).toEqual([told]);
});

test('so is an undecided one', async () => {
  const { world, creditGrantNo } = await waitingWorld();
  expect(await found(world)).toEqual([]);
  await lose(world, invoiceKey('INV-REF_1'));
  expect(await found(world)).toEqual([[`grant ${creditGrantNo} invoices claimed`, 0n, 1n]]);
});

test('an application that cannot be read is told of, and hides nothing else', async () => {
  const { world, creditGrantNo } = await officeWorld();
  world.memory.place(itemKeys.application(own, creditGrantNo), { content: 'no JSON' });
  await lose(world, itemKeys.reference(own, 'REF_1'));
  expect(await found(world)).toEqual([
    [`grant ${creditGrantNo} references of its own`, 0n, 1n],
    [`grant ${creditGrantNo} applications that can be read`, 0n, 1n],
  ]);
});

test('a reference or a claim that is another grant’s is as good as lost', async () => {
  const { world, creditGrantNo } = await officeWorld();
  const other = { creditGrantNo: 'CG-OTHER' };
  world.memory.place(invoiceKey('INV-REF_1'), other);
  world.memory.place(itemKeys.reference(own, 'REF_1'), {
    ...other,
    status: 'OWNED',
    contentHash: '',
  });
  expect(await found(world)).toEqual([
    [`grant ${creditGrantNo} references of its own`, 0n, 1n],
    [`grant ${creditGrantNo} invoices claimed`, 0n, 1n],
    ['invoices claimed for CG-OTHER, which is no live grant', 1n, 0n],
  ]);
});

test('of two live grants on one invoice, the one without its claim is told of', async () => {
  const { world, creditGrantNo } = await officeWorld();
  const grant = itemOf(world, 'GRANT#');
  const reference = itemOf(world, 'REF#');
  const twin = { ...grant, creditGrantNo: 'CG-TWIN', referenceNo: 'REF_2', unusedMinor: 0n };
  world.memory.place(itemKeys.creditGrant(own, 'CG-TWIN'), twin);
  const owned = { ...reference, creditGrantNo: 'CG-TWIN' };
  world.memory.place(itemKeys.reference(own, 'REF_2'), owned);
  const content = { ...itemOf(world, 'APPLICATION#') };
  world.memory.place(itemKeys.application(own, 'CG-TWIN'), content);
  expect(creditGrantNo).not.toBe('CG-TWIN');
  expect(await found(world)).toEqual([['grant CG-TWIN invoices claimed', 0n, 1n]]);
});

test('differences that are found in another order are the same ones', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  const loan = itemOf(world, 'DRAWDOWN#') ?? expect.fail();
  const stray = { ...loan, drawdownNo: 'D0', creditGrantNo: 'CG-STRAY', outstandingMinor: 1n };
  world.memory.place(itemKeys.drawdown(own, 'D0'), stray);
  bend({ world, creditGrantNo }, { outstandingMinor: 7n });
  const table = new WatchedTable(world.memory);
  let counts = 0;
  table.list = async (query, bounds) => {
    if (query.skPrefix === 'EVENT#') counts += 1;
    const isSlow = query.skPrefix === (counts === 1 ? 'GRANT#' : 'DRAWDOWN#');
    if (isSlow) await new Promise((resolve) => setTimeout(resolve, 20));
    return world.memory.list(query, bounds);
  };
  const { busy, differences } = await recount(table, own, unbounded);
  expect(counts).toBe(2);
  expect(busy).toBe(false);
  expect(differences.map(({ what }) => what)).toEqual([
    'facility AMAZON_VC_FACTORING_LOAN outstanding, recounted from its rows',
    `grant ${creditGrantNo} outstanding, recounted from its drawdowns`,
    'grant CG-STRAY outstanding, recounted from its drawdowns',
  ]);
});

test('a grant that expired with a loan on it keeps its claims until the loan is repaid', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  world.clock.ms += termMs;
  expect((await world.checkDue()).expired).toBe(1);
  expect(await found(world)).toEqual([]);
  await lose(world, invoiceKey('INV-REF_1'));
  expect(await found(world)).toEqual([[`grant ${creditGrantNo} invoices claimed`, 0n, 1n]]);
});

test('claims that a grant has left behind are told of, however many', async () => {
  const { world, creditGrantNo } = await officeWorld();
  world.clock.ms += termMs;
  await world.checkDue();
  expect(await found(world)).toEqual([]);
  for (let n = 0; n < 150; n++) world.memory.place(invoiceKey(`OLD-${n}`), { creditGrantNo });
  const what = `invoices claimed for ${creditGrantNo}, which is no live grant`;
  expect(await found(world)).toEqual([[what, 150n, 0n]]);
});

test('of more grants and invoices than one read is of, each is looked at', async () => {
  const { world } = await officeWorld();
  const fileKey = await submitFile(world.api);
  const numbers: string[] = [];
  for (let n = 0; n < 120; n++) {
    const invoiceInfoList = [invoice(`A-${n}`, '10'), invoice(`B-${n}`, '10')];
    const body = { ...bodyOf(fileKey, `MANY_${n}`), invoiceInfoList };
    const applied = await world.api.call('applyCreditGrant', body);
    numbers.push(String(applied.body.creditGrantNo));
    world.clock.ms += 1_000;
  }
  expect(await found(world)).toEqual([]);
  await lose(world, invoiceKey('B-0'));
  await lose(world, invoiceKey('B-119'));
  const lines = await found(world);
  expect(lines.toSorted()).toEqual(
    [numbers[0], numbers[119]].map((no) => [`grant ${no} invoices claimed`, 1n, 2n]).toSorted(),
  );
});
