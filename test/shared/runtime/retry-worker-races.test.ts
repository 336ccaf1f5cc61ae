import { describe, expect, test } from 'vitest';
import { StoredDataFault, TrafficExceeded } from '../../../shared/domain/refusal.ts';
import { workOn } from '../../../shared/runtime/retry-worker.ts';
import type { Table } from '../../../shared/store/table.ts';
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
  ['APPLICATION#', 'an undecided application lacks its content or its facility'],
  ['ATTACHMENT#', 'an application lacks its attachment'],
])('without its %s row it is a fault, and not decided', async (kind, why) => {
  const { world } = await waitingWorld();
  const table = new WatchedTable(world.memory);
  table.watch.afterRead = (items) =>
    items.map((item) => (String(item?.['sk']).startsWith(kind) ? undefined : item));
  await expect(work(world, table)).rejects.toThrow(new StoredDataFault(why));
});
