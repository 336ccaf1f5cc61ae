import { expect, test } from 'vitest';
import { TrafficExceeded } from '../../../shared/domain/refusal.ts';
import { customer } from '../../stage-rows.ts';
import { WatchedTable } from '../../watched-table.ts';
import { eventOf, facilityOf, itemOf, meanwhile, officeWorld } from './office-stage.ts';

const limit = (creditLimitMinor: string, eventId = 'E-LIMIT') =>
  eventOf(eventId, 'facility.limit-changed', {
    productCode: 'AMAZON_VC_FACTORING_LOAN',
    creditLimitMinor,
  });

test('an event is posted once, whatever comes again', async () => {
  const { world } = await officeWorld();
  expect(await world.post(limit('900000'))).toEqual({ outcome: 'posted' });
  expect(await world.post(limit('900000'))).toEqual({ outcome: 'repeated' });
  expect(await world.post(limit('800000', 'E-LIMIT-2'))).toEqual({ outcome: 'posted' });
  expect(await world.post(limit('900000'))).toEqual({ outcome: 'repeated' });
  expect(facilityOf(world)).toMatchObject({ creditLimitMinor: 800_000n, headroomMinor: 720_000n });
});

test('the ledger says who, why, when, and what moved', async () => {
  const { world } = await officeWorld();
  world.clock.ms += 1_000;
  await world.post(limit('900000'));
  expect(itemOf(world, 'EVENT#posted:E-LIMIT')).toMatchObject({
    eventId: 'posted:E-LIMIT',
    type: 'facility.limit-changed',
    subject: 'AMAZON_VC_FACTORING_LOAN',
    at: BigInt(world.clock.ms),
    actor: 'test',
    reason: 'a stage',
    currency: 'USD',
    entries: [
      { account: 'limit', amountMinor: 100_000n },
      { account: 'headroom', amountMinor: -100_000n },
    ],
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test('an id that was used for other content is refused, and kept with the reason', async () => {
  const { world } = await officeWorld();
  await world.post(limit('900000'));
  const reason = 'another event came before with this id';
  expect(await world.post(limit('500000'))).toEqual({ outcome: 'refused', reason });
  expect(facilityOf(world)).toMatchObject({ creditLimitMinor: 900_000n });
  const kept = itemOf(world, 'REFUSED-EVENT#E-LIMIT#');
  expect(kept).toMatchObject({ eventId: 'E-LIMIT', reason, at: BigInt(world.clock.ms) });
  expect(JSON.parse(String(kept?.['content']))).toMatchObject({
    eventId: 'E-LIMIT',
    actor: 'test',
    data: { productCode: 'AMAZON_VC_FACTORING_LOAN' },
  });
  expect(String(kept?.['sk'])).toMatch(/^REFUSED-EVENT#E-LIMIT#[0-9a-f]{16}$/);
});

test('every content that was refused under one id is kept', async () => {
  const { world } = await officeWorld();
  await world.post(limit('900000'));
  await world.post(limit('500000'));
  await world.post(limit('600000'));
  await world.post(limit('500000'));
  const kept = world.memory.items().filter(({ sk }) => String(sk).startsWith('REFUSED-EVENT#'));
  expect(kept).toHaveLength(2);
});

test('an id counts within its tenant', async () => {
  const { world } = await officeWorld();
  const signed = eventOf('E-1', 'contract.signed', { contract: 'budget-account' });
  expect(await world.post(signed)).toEqual({ outcome: 'posted' });
  const { customerId = '' } = customer;
  expect(await world.post({ ...signed, customerId })).toEqual({ outcome: 'posted' });
  expect(await world.post({ ...signed, customerId })).toEqual({ outcome: 'repeated' });
  const partitions = world.memory
    .items()
    .filter(({ sk }) => sk === 'EVENT#posted:E-1')
    .map(({ pk }) => pk);
  expect(partitions).toEqual([
    'CLIENT#PARTNER_1#CUSTOMER#',
    'CLIENT#PARTNER_1#CUSTOMER#CUSTOMER_1',
  ]);
});

test('two senders of one event at once: one posts it, the other hears that it is a repeat', async () => {
  const { world } = await officeWorld();
  const table = meanwhile(world, () => world.post(limit('900000')));
  expect(await world.post(limit('900000'), table)).toEqual({ outcome: 'repeated' });
  expect(facilityOf(world)).toMatchObject({ creditLimitMinor: 900_000n });
});

test('a limit that was changed meanwhile is read again, not added to', async () => {
  const { world } = await officeWorld();
  const table = meanwhile(world, () => world.post(limit('500000', 'E-OTHER')));
  expect(await world.post(limit('900000'), table)).toEqual({ outcome: 'posted' });
  expect(facilityOf(world)).toMatchObject({ creditLimitMinor: 900_000n, headroomMinor: 820_000n });
});

test('an event that is posted while it is being refused is a repeat, and not kept as refused', async () => {
  const { world } = await officeWorld();
  const issued = eventOf('E-TOKEN', 'token.issued', {
    tokenHash: 'ab'.repeat(32),
    scopes: ['credit'],
    expiresAt: '2027-01-01T00:00:00Z',
  });
  let reads = 0;
  const table = new WatchedTable(world.memory);
  // The very event is posted between the look for it and the look for its token.
  table.watch.beforeRead = () => {
    reads += 1;
    return reads === 2 ? world.post(issued) : undefined;
  };
  expect(await world.post(issued, table)).toEqual({ outcome: 'repeated' });
  expect(itemOf(world, 'REFUSED-EVENT#')).toBeUndefined();
});

test('an event whose rows move at each of eight tries is for its sender to send again', async () => {
  const { world } = await officeWorld();
  const table = new WatchedTable(world.memory);
  let moves = 0;
  table.watch.beforeWrite = () => {
    moves += 1;
    return world.post(limit(`${800_000 + moves}`, `E-OTHER-${moves}`));
  };
  const posting = world.post(limit('700000'), table);
  await expect(posting).rejects.toThrow(new TrafficExceeded('the rows moved 8 times'));
  expect(moves).toBe(8);
  expect(itemOf(world, 'EVENT#posted:E-LIMIT')).toBeUndefined();
});
