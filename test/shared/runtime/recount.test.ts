import { expect, test } from 'vitest';
import { recount } from '../../../shared/runtime/recount.ts';
import { bendFacility, own, unbounded } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { drawn, eventOf, facilityOf, itemOf, officeWorld } from './office-stage.ts';

const subject = 'AMAZON_VC_FACTORING_LOAN';
const quota = { accumulationMethod: 'USER_ID', accumulationId: 'U1', currency: 'USD' } as const;

/** A facility with a grant and a loan, an FX quota, and four ledger events of amounts. */
async function busyBooks() {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  await world.post(eventOf('E-FX', 'fx-quota.credited', { ...quota, amountMinor: '500' }));
  return world;
}

function key(item: Readonly<Record<string, unknown>> | undefined) {
  return { pk: String(item?.['pk']), sk: String(item?.['sk']) };
}

test('books that add up', async () => {
  const world = await busyBooks();
  const counted = await recount(world.memory, own, unbounded);
  expect(counted).toMatchObject({ differences: [], busy: false, events: 5 });
  expect(counted.facility?.productCode).toBe(subject);
});

test('a tenant that has nothing adds up', async () => {
  const world = await busyBooks();
  const counted = await recount(world.memory, { ...own, customerId: 'CUSTOMER_9' }, unbounded);
  expect(counted).toEqual({ facility: undefined, differences: [], busy: false, events: 0 });
});

test('a counter that moved past the ledger is told of, from rows and from ledger', async () => {
  const world = await busyBooks();
  bendFacility(world.memory, { grantedMinor: 50_001n, headroomMinor: 919_999n });
  const { differences, busy } = await recount(world.memory, own, unbounded);
  expect(busy).toBe(false);
  expect(differences).toEqual([
    {
      what: `facility ${subject} granted, recounted from its rows`,
      storedMinor: 50_001n,
      recountedMinor: 50_000n,
    },
    {
      what: `facility ${subject} headroom, replayed from its ledger`,
      storedMinor: 919_999n,
      recountedMinor: 920_000n,
    },
    {
      what: `facility ${subject} granted, replayed from its ledger`,
      storedMinor: 50_001n,
      recountedMinor: 50_000n,
    },
  ]);
});

test('a quota that moved past its ledger is told of', async () => {
  const world = await busyBooks();
  const row = itemOf(world, 'FX-QUOTA#');
  world.memory.place(key(row), { ...row, availableMinor: 501n });
  const { differences } = await recount(world.memory, own, unbounded);
  expect(differences).toEqual([
    {
      what: 'FX quota USER_ID#U1#USD# available, replayed from its ledger',
      storedMinor: 501n,
      recountedMinor: 500n,
    },
  ]);
});

test('a quota and a facility whose rows are lost are told of', async () => {
  const world = await busyBooks();
  const table = new WatchedTable(world.memory);
  const lost = /^(FX-QUOTA|FACILITY)#/;
  table.watch.afterRead = (items) =>
    items.map((item) => (lost.test(String(item?.['sk'])) ? undefined : item));
  table.list = async (query, bounds) => {
    if (lost.test(query.skPrefix)) return { items: [] };
    return world.memory.list(query, bounds);
  };
  const { facility, differences } = await recount(table, own, unbounded);
  expect(facility).toBeUndefined();
  expect(differences.map(({ what, recountedMinor }) => [what, recountedMinor])).toEqual([
    [`${subject} headroom, which has no row`, 920_000n],
    [`${subject} granted, which has no row`, 50_000n],
    [`${subject} outstanding, which has no row`, 30_000n],
    ['USER_ID#U1#USD# available, which has no row', 500n],
  ]);
});

test('books that move while they are counted are counted again', async () => {
  const world = await busyBooks();
  const table = new WatchedTable(world.memory);
  let lists = 0;
  table.list = async (query, bounds) => {
    const page = await world.memory.list(query, bounds);
    lists += 1;
    if (lists === 1) await world.post(limit(1_100_000));
    return page;
  };
  const counted = await recount(table, own, unbounded);
  expect(counted).toMatchObject({ differences: [], busy: false, events: 6 });
  expect(lists).toBe(10);
});

test('books that move at every count are busy, and say nothing', async () => {
  const world = await busyBooks();
  const table = new WatchedTable(world.memory);
  let events = 0;
  table.list = async (query, bounds) => {
    const page = await world.memory.list(query, bounds);
    if (query.skPrefix === 'EVENT#') await world.post(limit(1_100_000 + ++events));
    return page;
  };
  expect(await recount(table, own, unbounded)).toMatchObject({ busy: true });
  expect(events).toBe(4);
});

test('a difference that does not hold until the next count is none', async () => {
  const world = await busyBooks();
  const sound = facilityOf(world);
  bendFacility(world.memory, { grantedMinor: 50_001n, headroomMinor: 919_999n });
  const table = new WatchedTable(world.memory);
  let reads = 0;
  // Each count reads the facility before and after: the third read begins the second count.
  table.watch.beforeRead = async ([first]) => {
    if (first?.sk.startsWith('FACILITY#')) reads += 1;
    if (reads === 3) bendFacility(world.memory, { ...sound });
  };
  expect(await recount(table, own, unbounded)).toMatchObject({ differences: [], busy: false });
});

test('a tenant with more rows than a page is counted whole', async () => {
  const { world } = await officeWorld();
  for (let n = 0; n < 505; n++) await world.post(limit(1_000_000 + n));
  expect(await recount(world.memory, own, unbounded)).toMatchObject({
    differences: [],
    events: 508,
  });
});

function limit(creditLimitMinor: number) {
  return eventOf(`E-LIMIT-${creditLimitMinor}`, 'facility.limit-changed', {
    productCode: subject,
    creditLimitMinor: `${creditLimitMinor}`,
  });
}
