import { describe, expect, test } from 'vitest';
import { productCode } from '../../deep/crash-stage.ts';
import { violations } from '../../deep/invariants.ts';
import type { World } from '../../deep/world.ts';
import {
  drawn,
  eventOf,
  facilityOf,
  itemOf,
  meanwhile,
  officeWorld,
  repaid,
  termMs,
} from './office-stage.ts';

const refused = (reason: string) => ({ outcome: 'refused', reason });

function expiryOf(world: World): number {
  return Number(itemOf(world, 'GRANT#')?.['expiresAt']);
}

describe('a loan is drawn', () => {
  test('what it takes is no longer granted but outstanding', async () => {
    const { world, creditGrantNo } = await officeWorld();
    expect(await world.post(drawn(creditGrantNo))).toEqual({ outcome: 'posted' });
    // The end of 20 January 2027, UTC.
    const dueAt = 1_800_489_600_000n;
    expect(itemOf(world, 'DRAWDOWN#D1')).toMatchObject({
      drawdownNo: 'D1',
      creditGrantNo,
      amountMinor: 30_000n,
      outstandingMinor: 30_000n,
      dueAt,
    });
    expect(itemOf(world, 'GRANT#')).toMatchObject({
      status: 'SUCCESS',
      unusedMinor: 50_000n,
      outstandingMinor: 30_000n,
    });
    expect(facilityOf(world)).toMatchObject({
      grantedMinor: 50_000n,
      outstandingMinor: 30_000n,
      headroomMinor: 920_000n,
      unpaidByDue: { [`${dueAt}`]: 30_000n },
      unusedByExpiry: { [`${expiryOf(world)}`]: 50_000n },
    });
    expect(itemOf(world, 'EVENT#posted:E-DRAWN')).toMatchObject({
      subject: productCode,
      currency: 'USD',
      creditGrantNo,
      drawdownNo: 'D1',
      entries: [
        { account: 'granted', amountMinor: -30_000n, dueAt: BigInt(expiryOf(world)) },
        { account: 'outstanding', amountMinor: 30_000n, dueAt },
      ],
    });
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('all that the grant has, and not one more', async () => {
    const { world, creditGrantNo } = await officeWorld();
    const more = await world.post(drawn(creditGrantNo, { amountMinor: '80001' }, 'E-MORE'));
    expect(more).toEqual(refused('the grant has not that much left'));
    const all = await world.post(drawn(creditGrantNo, { amountMinor: '80000' }));
    expect(all).toEqual({ outcome: 'posted' });
    expect(facilityOf(world)).toMatchObject({ grantedMinor: 0n, unusedByExpiry: {} });
  });

  test('until five seconds before the grant expires: it must not arrive after', async () => {
    const { world, creditGrantNo } = await officeWorld();
    const expiresAt = expiryOf(world);
    world.clock.ms = expiresAt - 5_001;
    expect(await world.post(drawn(creditGrantNo))).toEqual({ outcome: 'posted' });
    world.clock.ms = expiresAt - 5_000;
    const late = await world.post(drawn(creditGrantNo, { drawdownNo: 'D2' }, 'E-LATE'));
    expect(late).toEqual(refused('the grant has expired'));
  });

  test.each([
    ['20261120', 'UTC', 'the due date is over'],
    ['20261121', 'UTC', undefined],
    ['20261120', 'America/New_York', undefined],
  ])('due on %s in %s', async (dueDate, timeZone, reason) => {
    const { world, creditGrantNo } = await officeWorld();
    const posted = await world.post(drawn(creditGrantNo, { dueDate, timeZone }));
    expect(posted).toEqual(reason === undefined ? { outcome: 'posted' } : refused(reason));
  });

  test('not under a number that is taken, nor on a grant that is not there', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo));
    const again = await world.post(drawn(creditGrantNo, {}, 'E-AGAIN'));
    expect(again).toEqual(refused('the drawdown number is taken'));
    const unknown = await world.post(drawn('CG-NONE', { drawdownNo: 'D2' }, 'E-NONE'));
    expect(unknown).toEqual(refused('there is no such grant'));
  });

  test('not while a payment is overdue', async () => {
    const { world, creditGrantNo } = await officeWorld();
    await world.post(drawn(creditGrantNo, { dueDate: '20261121' }));
    world.clock.ms = Date.parse('2026-11-22T00:00:00Z');
    const late = await world.post(drawn(creditGrantNo, { drawdownNo: 'D2' }, 'E-D2'));
    expect(late).toEqual(refused('a payment is overdue'));
    await world.post(repaid('30000'));
    const cured = await world.post(drawn(creditGrantNo, { drawdownNo: 'D2' }, 'E-D3'));
    expect(cured).toEqual({ outcome: 'posted' });
  });

  test('not from a grant that another clock has expired meanwhile', async () => {
    const { world, creditGrantNo } = await officeWorld();
    const before = world.clock.ms;
    const table = meanwhile(world, async () => {
      world.clock.ms += termMs;
      await world.checkDue();
      world.clock.ms = before;
    });
    const posted = await world.post(drawn(creditGrantNo), table);
    expect(posted).toEqual(refused('the grant has expired'));
    expect(facilityOf(world)).toMatchObject({ grantedMinor: 0n, outstandingMinor: 0n });
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('two loans that use a grant up at once leave nothing in the map, and nothing stuck', async () => {
    const { world, creditGrantNo } = await officeWorld();
    const other = drawn(creditGrantNo, { drawdownNo: 'D2', amountMinor: '50000' }, 'E-OTHER');
    const table = meanwhile(world, () => world.post(other));
    expect(await world.post(drawn(creditGrantNo), table)).toEqual({ outcome: 'posted' });
    expect(facilityOf(world)).toMatchObject({ grantedMinor: 0n, unusedByExpiry: {} });
    expect(violations(world.memory.items())).toEqual([]);
  });

  test('two loans for what is left of one grant: one is refused', async () => {
    const { world, creditGrantNo } = await officeWorld();
    const other = drawn(creditGrantNo, { drawdownNo: 'D2', amountMinor: '60000' }, 'E-OTHER');
    const table = meanwhile(world, () => world.post(other));
    const posted = await world.post(drawn(creditGrantNo), table);
    expect(posted).toEqual(refused('the grant has not that much left'));
    expect(itemOf(world, 'DRAWDOWN#D1')).toBeUndefined();
    expect(violations(world.memory.items())).toEqual([]);
  });
});

test('a limit below what is outstanding leaves no headroom, and takes nothing back', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await world.post(drawn(creditGrantNo));
  const lowered = { productCode, creditLimitMinor: '10000' } as const;
  await world.post(eventOf('E-LIMIT', 'facility.limit-changed', lowered));
  expect(facilityOf(world)).toMatchObject({
    headroomMinor: -70_000n,
    grantedMinor: 50_000n,
    outstandingMinor: 30_000n,
  });
});
