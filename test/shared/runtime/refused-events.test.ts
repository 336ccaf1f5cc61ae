import { expect, test } from 'vitest';
import { TrafficExceeded } from '../../../shared/domain/refusal.ts';
import { violations } from '../../deep/invariants.ts';
import { newWorld } from '../../deep/world.ts';
import { WatchedTable } from '../../watched-table.ts';
import {
  drawn,
  eventOf,
  facilityOf,
  itemOf,
  meanwhile,
  officeWorld,
  repaid,
} from './office-stage.ts';

const noLoan = { outcome: 'refused', reason: 'there is no such drawdown' };
const used = { outcome: 'refused', reason: 'another event came before with this id' };

test('a repayment that was refused is not posted when it comes again: its correction was', async () => {
  const { world, creditGrantNo } = await officeWorld();
  // It came before the loan that it repays.
  expect(await world.post(repaid('10000', 'R-1'))).toEqual(noLoan);
  await world.post(drawn(creditGrantNo));
  expect(await world.post(repaid('10000', 'R-1-BIS'))).toEqual({ outcome: 'posted' });
  expect(await world.post(repaid('10000', 'R-1'))).toEqual(noLoan);
  expect(facilityOf(world)).toMatchObject({ outstandingMinor: 20_000n });
  expect(violations(world.memory.items())).toEqual([]);
});

test('what is refused is kept once under its own id, with its content and the reason', async () => {
  const world = newWorld();
  const refusedAt = BigInt(world.clock.ms);
  await world.post(repaid('10000', 'R-1'));
  world.clock.ms += 1_000;
  await world.post(repaid('10000', 'R-1'));
  const kept = world.memory.items().filter(({ sk }) => String(sk).startsWith('REFUSED-EVENT#'));
  expect(kept).toMatchObject([
    {
      sk: 'REFUSED-EVENT#R-1',
      eventId: 'R-1',
      reason: 'there is no such drawdown',
      at: refusedAt,
      contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  expect(JSON.parse(String(kept[0]?.['content']))).toMatchObject({ type: 'loan.repaid' });
});

test('a refused id is used up: other content under it is refused, and kept beside it', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(repaid('10000', 'R-1'));
  await world.post(drawn(creditGrantNo));
  expect(await world.post(repaid('20000', 'R-1'))).toEqual(used);
  expect(await world.post(repaid('20000', 'R-1'))).toEqual(used);
  expect(facilityOf(world)).toMatchObject({ outstandingMinor: 30_000n });
  const kept = world.memory.items().filter(({ sk }) => String(sk).startsWith('REFUSED-EVENT#'));
  expect(kept.map(({ reason }) => reason)).toEqual([
    'there is no such drawdown',
    'another event came before with this id',
  ]);
});

test('a posting is held to its id not having been refused, even if nothing else moved', async () => {
  const { world } = await officeWorld();
  const credited = eventOf('E-FX', 'fx-quota.credited', {
    accumulationMethod: 'USER_ID',
    accumulationId: 'U1',
    currency: 'USD',
    amountMinor: '500',
  });
  // No condition of a credit fails by what else happens: only the refusal of its id stops it.
  const table = meanwhile(world, () =>
    world.post({ ...credited, type: 'fx-quota.debited' } as never),
  );
  expect(await world.post(credited, table)).toEqual(used);
  expect(itemOf(world, 'FX-QUOTA#')).toBeUndefined();
});

test('a refusal whose reply was lost is the same refusal when it is asked for again', async () => {
  const world = newWorld();
  const table = new WatchedTable(world.memory);
  table.watch.afterWrite = () => Promise.reject(new Error('lost'));
  await expect(world.post(repaid('10000', 'R-1'), table)).rejects.toThrow('lost');
  expect(await world.post(repaid('10000', 'R-1'))).toEqual(noLoan);
});

test('an event whose refusal never holds is for its sender to send again', async () => {
  const world = newWorld();
  const table = new WatchedTable(world.memory);
  table.write = async () => ({ committed: false, failed: new Set(['unposted']) });
  const posting = world.post(repaid('10000', 'R-1'), table);
  await expect(posting).rejects.toThrow(new TrafficExceeded('the rows moved 8 times'));
});
