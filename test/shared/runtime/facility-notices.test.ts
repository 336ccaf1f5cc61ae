import { expect, test } from 'vitest';
import { openBooks } from '../../../shared/store/books-store.ts';
import type { World } from '../../deep/world.ts';
import { bendFacility, own, write } from '../../stage-rows.ts';
import { drawn, facilityOf, officeWorld, repaid } from './office-stage.ts';

const dayMs = 86_400_000;
const productCode = 'AMAZON_VC_FACTORING_LOAN';
/** The loan of the stage is due at the end of 20 January 2027. */
const dueMs = Date.parse('2027-01-21T00:00:00Z');

/** A world with a loan of 300.00 USD, whose books the full check finds. */
async function lentWorld() {
  const { world, creditGrantNo } = await officeWorld();
  await write(world.memory, { books: openBooks(own) });
  await world.post(drawn(creditGrantNo));
  return { world, creditGrantNo };
}

const told = ({ notices }: World, type: string) => notices.filter((notice) => notice.type === type);
const noted = (world: World) => facilityOf(world)?.['overdueNoted'];

test.each([
  ['a millisecond before it is due', -1, 0],
  ['when it is due', 0, 1],
])('a loan that is not repaid makes its facility overdue: %s', async (_, afterMs, times) => {
  const { world } = await lentWorld();
  world.clock.ms = dueMs + afterMs;
  await world.checkFull();
  expect(told(world, 'FacilityOverdue')).toHaveLength(times);
  expect(noted(world) ?? false).toBe(times === 1);
});

test('it is told once, with what is outstanding', async () => {
  const { world } = await lentWorld();
  world.clock.ms = dueMs;
  await world.checkFull();
  world.clock.ms += dayMs;
  await world.checkFull();
  expect(told(world, 'FacilityOverdue')).toEqual([
    {
      type: 'FacilityOverdue',
      id: `PARTNER_1::${productCode}:overdue:${dueMs}`,
      detail: { ...own, productCode, outstandingMinor: '30000' },
    },
  ]);
});

test('once it is repaid it is noted as cured; overdue again on that day it is another notice', async () => {
  const { world, creditGrantNo } = await officeWorld();
  await write(world.memory, { books: openBooks(own) });
  const later = { drawdownNo: 'D2', timeZone: 'UTC-01:00' };
  expect(await world.post(drawn(creditGrantNo, later, 'E-2'))).toEqual({ outcome: 'posted' });
  await world.post(drawn(creditGrantNo));
  world.clock.ms = dueMs;
  await world.checkFull();
  await world.post(repaid('30000'));
  await world.checkFull();
  expect(noted(world)).toBe(false);
  // The other loan is due an hour later.
  world.clock.ms += 3_600_000;
  await world.checkFull();
  expect(noted(world)).toBe(true);
  expect(told(world, 'FacilityOverdue').map(({ id }) => id)).toEqual([
    `PARTNER_1::${productCode}:overdue:${dueMs}`,
    `PARTNER_1::${productCode}:overdue:${dueMs + 3_600_000}`,
  ]);
});

test('that nobody could be told of is not noted, and told of the next time', async () => {
  const { world } = await lentWorld();
  world.clock.ms = dueMs;
  // Its grant has expired meanwhile: that is told of as well.
  await world.checkDue();
  world.bus.refuses = () => new Error('no bus');
  await expect(world.checkFull()).rejects.toThrow('not done: 1; the first: Error: no bus');
  expect(noted(world) ?? false).toBe(false);
  world.bus.refuses = undefined;
  await world.checkFull();
  expect(noted(world)).toBe(true);
});

test('a facility whose counters do not add up is noted as overdue, and as cured, all the same', async () => {
  const { world } = await lentWorld();
  bendFacility(world.memory, { headroomMinor: 1n });
  world.clock.ms = dueMs;
  expect(await world.checkFull()).toMatchObject({ drifting: 1 });
  expect(told(world, 'FacilityOverdue')).toHaveLength(1);
  expect(noted(world)).toBe(true);
  expect(told(world, 'QuotaLow')).toEqual([]);
  bendFacility(world.memory, { unpaidByDue: {}, outstandingMinor: 0n });
  expect(await world.checkFull()).toMatchObject({ drifting: 1 });
  expect(noted(world)).toBe(false);
});

test.each([
  ['a tenth of the limit', '800000', 0],
  ['one less', '799999', 1],
])(
  'a facility is low on headroom below a tenth of its limit: %s',
  async (_, creditLimitMinor, times) => {
    const { world } = await officeWorld();
    await write(world.memory, { books: openBooks(own) });
    // 800.00 are granted; what is left is to be 10 % of the limit.
    const limit = creditLimitMinor === '800000' ? 88_889n : 88_888n;
    await world.post({
      eventId: 'E-LIMIT',
      clientId: own.clientId,
      actor: 'test',
      reason: 'a stage',
      type: 'facility.limit-changed',
      data: { productCode, creditLimitMinor: `${limit}` },
    });
    await world.checkFull();
    expect(told(world, 'QuotaLow')).toHaveLength(times);
  },
);
