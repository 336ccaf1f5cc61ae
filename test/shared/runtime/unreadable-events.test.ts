import { expect, test } from 'vitest';
import { postHandler } from '../../../shared/runtime/post-handler.ts';
import type { Table } from '../../../shared/store/table.ts';
import { newWorld, type World } from '../../deep/world.ts';
import { contextOf, rows } from '../../instance.ts';
import { WatchedTable } from '../../watched-table.ts';
import { drawn, facilityOf, officeWorld, repaid } from './office-stage.ts';

/** An event as the bus delivers it. */
function deliver(world: World, detailType: string, detail: unknown, table?: Table) {
  const handler = postHandler(() => world.backOffice(table));
  const id = `delivery-${world.clock.ms}`;
  return handler({ id, 'detail-type': detailType, detail }, contextOf(rows.queryCreditQuota));
}

function kept(world: World, kind: string) {
  return world.memory.items().filter(({ sk }) => String(sk).startsWith(kind));
}

const numeric = { ...repaid('10000', 'R-1'), data: { drawdownNo: 'D1', amountMinor: 10_000 } };
const reason = 'data.amountMinor: expected digits of at least 1';

test('an event that cannot be read is refused, kept under its id, counted and named', async () => {
  const world = newWorld();
  expect(await deliver(world, 'loan.repaid', numeric)).toEqual({ outcome: 'refused', reason });
  const [row] = kept(world, 'REFUSED-EVENT#');
  expect(row).toMatchObject({
    pk: 'CLIENT#PARTNER_1#CUSTOMER#',
    sk: 'REFUSED-EVENT#R-1',
    eventId: 'R-1',
    reason,
    at: BigInt(world.clock.ms),
  });
  expect(JSON.parse(String(row?.['content']))).toEqual(numeric);
  expect(world.counts.get('EventsRefused')).toBe(1);
  expect(world.faults).toEqual([
    `back-office event refused: Error: ${reason} (event R-1 of PARTNER_1)`,
  ]);
});

test('delivered again it is the same refusal; mended under the same id it counts no more', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  await deliver(world, 'loan.repaid', numeric);
  world.clock.ms += 60_000;
  expect(await deliver(world, 'loan.repaid', numeric)).toEqual({ outcome: 'refused', reason });
  expect(kept(world, 'REFUSED-EVENT#')).toHaveLength(1);
  expect(await deliver(world, 'loan.repaid', repaid('10000', 'R-1'))).toEqual({
    outcome: 'refused',
    reason: 'another event came before with this id',
  });
  expect(facilityOf(world)).toMatchObject({ outstandingMinor: 30_000n });
});

test('one that spoils the id of a posted event is kept beside it', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  await deliver(world, 'loan.repaid', repaid('10000', 'R-1'));
  const spoilt = await deliver(world, 'loan.repaid', numeric);
  expect(spoilt).toEqual({ outcome: 'refused', reason: 'another event came before with this id' });
  expect(kept(world, 'REFUSED-EVENT#R-1#')).toHaveLength(1);
});

test('an event whose detail-type says otherwise is refused, and posts nothing', async () => {
  const { world, creditGrantNo } = await officeWorld();
  const told = await deliver(world, 'loan.repaid', drawn(creditGrantNo));
  expect(told).toEqual({ outcome: 'refused', reason: 'detail-type: not the type of the event' });
  expect(facilityOf(world)).toMatchObject({ outstandingMinor: 0n });
  expect(kept(world, 'REFUSED-EVENT#E-DRAWN')).toHaveLength(1);
});

test.each<[string, unknown, string, string]>([
  [
    'without an id, its tenant',
    { ...numeric, eventId: undefined },
    'CLIENT#PARTNER_1#CUSTOMER#',
    'without an id of PARTNER_1',
  ],
  [
    'of no client that could be',
    { ...numeric, clientId: 'A#B' },
    'UNREADABLE-EVENTS',
    'R-1 of no client',
  ],
  ['that is no event at all', 'what?', 'UNREADABLE-EVENTS', 'without an id of no client'],
  ['that is nothing', null, 'UNREADABLE-EVENTS', 'without an id of no client'],
])('what comes %s is kept by its content', async (_, detail, pk, named) => {
  const world = newWorld();
  expect((await deliver(world, 'loan.repaid', detail)).outcome).toBe('refused');
  expect((await deliver(world, 'loan.repaid', detail)).outcome).toBe('refused');
  const rowsKept = kept(world, 'UNREADABLE-EVENT#');
  expect(rowsKept).toMatchObject([{ pk, content: JSON.stringify(detail) }]);
  expect(String(rowsKept[0]?.['sk'])).toMatch(/^UNREADABLE-EVENT#[0-9a-f]{32}$/);
  expect(world.faults[0]).toContain(`(event ${named})`);
});

test('of one that is too long only the beginning is kept, whole characters of it', async () => {
  const world = newWorld();
  await deliver(world, 'loan.repaid', `${'x'.repeat(32_766)}\u{1f600}`);
  const [row] = kept(world, 'UNREADABLE-EVENT#');
  expect(row?.['content']).toBe(`"${'x'.repeat(32_766)}\ufffd`);
});

test('one that cannot be kept is for its sender to send again', async () => {
  const world = newWorld();
  const table = new WatchedTable(world.memory);
  table.watch.beforeWrite = () => Promise.reject(new Error('down'));
  await expect(deliver(world, 'loan.repaid', numeric, table)).rejects.toThrow('down');
  await expect(deliver(world, 'loan.repaid', null, table)).rejects.toThrow('down');
});
