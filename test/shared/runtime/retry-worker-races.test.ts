import { describe, expect, test } from 'vitest';
import { StoredDataFault, TrafficExceeded } from '../../../shared/domain/refusal.ts';
import { workOn } from '../../../shared/runtime/retry-worker.ts';
import { exists, type Table } from '../../../shared/store/table.ts';
import type { World } from '../../deep/world.ts';
import { bendFacility, own, unbounded } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { facilityOf, itemOf, meanwhile, waitingWorld } from './office-stage.ts';

function work(world: World, table?: Table) {
  const message = { tenant: own, referenceNo: 'REF_1', attempts: 0 };
  return workOn(message, world.backOffice(table), unbounded);
}

describe('rows that move while it is worked on', () => {
  test('decided meanwhile: nothing is left to do', async () => {
    const { world } = await waitingWorld();
    const table = meanwhile(world, () => work(world));
    expect(await work(world, table)).toBe('stale');
    expect(facilityOf(world)).toMatchObject({ grantedMinor: 80_000n, reservedMinor: 0n });
  });

  test('postponed meanwhile: this message is out of date', async () => {
    const { world } = await waitingWorld();
    world.scripted.script = () => ({ opinion: 'pending' });
    const table = meanwhile(world, () => work(world));
    expect(await work(world, table)).toBe('stale');
    expect(itemOf(world, 'GRANT#')).toMatchObject({ attempts: 1n });
  });

  test('its time is over while it is approved: it has failed', async () => {
    const { world } = await waitingWorld();
    const decideBy = Number(itemOf(world, 'GRANT#')?.['decideBy']);
    const table = meanwhile(world, async () => {
      world.memory.place(
        { pk: 'CLIENT#PARTNER_1#CUSTOMER#', sk: String(itemOf(world, 'GRANT#')?.['sk']) },
        { ...itemOf(world, 'GRANT#'), decideBy: BigInt(world.clock.ms) },
      );
    });
    expect(decideBy).toBeGreaterThan(world.clock.ms);
    expect(await work(world, table)).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({ failCode: 'EVALUATION_TIMEOUT' });
  });

  test('at each of five tries: the message comes again', async () => {
    const { world } = await waitingWorld();
    const table = new WatchedTable(world.memory);
    let moves = 0;
    table.watch.beforeWrite = async () => {
      bendFacility(world.memory, { epoch: BigInt(1_000 + ++moves) });
    };
    const working = work(world, table);
    await expect(working).rejects.toThrow(new TrafficExceeded('the rows moved 5 times'));
    expect(moves).toBe(5);
    expect(itemOf(world, 'GRANT#')).toMatchObject({ status: 'ACCEPTED' });
  });
});

test.each([
  ['APPLICATION#', 'an undecided application lacks its content'],
  ['FACILITY#', 'an undecided application lacks its facility'],
  ['ATTACHMENT#', 'an application lacks its attachment'],
])('without its %s row it is a fault, and not decided', async (kind, why) => {
  const { world } = await waitingWorld();
  const table = new WatchedTable(world.memory);
  table.watch.afterRead = (items) =>
    items.map((item) => (String(item?.['sk']).startsWith(kind) ? undefined : item));
  await expect(work(world, table)).rejects.toThrow(new StoredDataFault(why));
});

describe('once its time is over an application ends, whatever it rests on', () => {
  test.each(['ATTACHMENT#', 'APPLICATION#'])('though its %s row is unsound', async (kind) => {
    const { world } = await waitingWorld();
    const row = itemOf(world, kind);
    world.memory.place({ pk: String(row?.['pk']), sk: String(row?.['sk']) }, { content: '{"' });
    await expect(work(world)).rejects.toThrow(/does not parse/);
    world.clock.ms += 635 * 60_000;
    expect(await work(world)).toBe('decided');
    expect(itemOf(world, 'GRANT#')).toMatchObject({ failCode: 'EVALUATION_TIMEOUT' });
    expect(facilityOf(world)).toMatchObject({ reservedMinor: 0n, headroomMinor: 1_000_000n });
    // What cannot be read cannot be given back: a person is told.
    const stays = kind === 'APPLICATION#';
    expect(world.faults.map((fault) => fault.split(':')[0])).toEqual(
      stays ? ['the invoices of an application stay claimed'] : [],
    );
    expect(itemOf(world, 'INVOICE#') !== undefined).toBe(stays);
  });

  test('though the claim of one of its invoices is lost', async () => {
    const { world } = await waitingWorld();
    const lost = String(itemOf(world, 'INVOICE#')?.['sk']);
    const key = { pk: 'CLIENT#PARTNER_1#CUSTOMER#', sk: lost };
    await world.memory.write({ lost: { action: 'delete', key, when: [exists] } }, unbounded);
    world.clock.ms += 635 * 60_000;
    expect(await work(world)).toBe('decided');
    expect(facilityOf(world)).toMatchObject({ reservedMinor: 0n });
  });
});
