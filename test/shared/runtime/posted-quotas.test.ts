import { expect, test } from 'vitest';
import { newWorld } from '../../deep/world.ts';
import { eventOf, itemOf, meanwhile } from './office-stage.ts';

const byUser = { accumulationMethod: 'USER_ID', accumulationId: 'U1', currency: 'USD' } as const;
const byBeneficiary = {
  accumulationMethod: 'BENEFICIARY',
  accumulationId: 'B1',
  currency: 'EUR',
  tradeType: 'GOODS',
} as const;

function moved(type: 'credited' | 'debited', amountMinor: string, eventId = 'E-1', name = byUser) {
  return eventOf(eventId, `fx-quota.${type}`, { ...name, amountMinor });
}

test('trade settles into a quota, which opens with it', async () => {
  const world = newWorld();
  expect(await world.post(moved('credited', '500'))).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({
    sk: 'FX-QUOTA#USER_ID#U1#USD#',
    availableMinor: 500n,
    ...byUser,
  });
  expect(itemOf(world, 'FX-ACCOUNT#')).toMatchObject({
    sk: 'FX-ACCOUNT#USER_ID#U1',
    accumulationMethod: 'USER_ID',
    accumulationId: 'U1',
  });
  expect(itemOf(world, 'BOOKS')).toBeDefined();
  expect(itemOf(world, 'EVENT#posted:E-1')).toMatchObject({
    subject: 'USER_ID#U1#USD#',
    currency: 'USD',
    entries: [
      { account: 'trade', amountMinor: -500n },
      { account: 'available', amountMinor: 500n },
    ],
  });
});

test('a settlement takes what there is, and not one more', async () => {
  const world = newWorld();
  const reason = 'the quota has not that much left';
  const unopened = await world.post(moved('debited', '1', 'E-0'));
  expect(unopened).toEqual({ outcome: 'refused', reason: 'there is no such quota' });
  await world.post(moved('credited', '500'));
  await world.post(moved('credited', '200', 'E-2'));
  const more = await world.post(moved('debited', '701', 'E-3'));
  expect(more).toEqual({ outcome: 'refused', reason });
  expect(await world.post(moved('debited', '700', 'E-4'))).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({ availableMinor: 0n });
  expect(itemOf(world, 'EVENT#posted:E-4')).toMatchObject({
    entries: [
      { account: 'available', amountMinor: -700n },
      { account: 'settled', amountMinor: 700n },
    ],
  });
});

test('two settlements at once never take more than there is', async () => {
  const world = newWorld();
  await world.post(moved('credited', '500'));
  const table = meanwhile(world, () => world.post(moved('debited', '300', 'E-2')));
  const reason = 'the quota has not that much left';
  const second = await world.post(moved('debited', '300', 'E-3'), table);
  expect(second).toEqual({ outcome: 'refused', reason });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({ availableMinor: 200n });
});

test('two first credits at once both count, in one account', async () => {
  const world = newWorld();
  const table = meanwhile(world, () => world.post(moved('credited', '300', 'E-2')));
  expect(await world.post(moved('credited', '500'), table)).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({ availableMinor: 800n });
});

test('a trade type goes with BENEFICIARY, and only with it', async () => {
  const world = newWorld();
  const reason = 'a trade type goes with BENEFICIARY, and only with it';
  const { tradeType: _, ...untyped } = byBeneficiary;
  const post = (eventId: string, name: object) =>
    world.post(eventOf(eventId, 'fx-quota.credited', { ...byUser, ...name, amountMinor: '5' }));
  expect(await post('E-1', untyped)).toEqual({ outcome: 'refused', reason });
  expect(await post('E-2', { tradeType: 'GOODS' })).toEqual({ outcome: 'refused', reason });
  expect(await post('E-3', byBeneficiary)).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({
    sk: 'FX-QUOTA#BENEFICIARY#B1#EUR#GOODS',
    tradeType: 'GOODS',
    availableMinor: 5n,
  });
});

const most = '9999999999999999';
const tooMuch = { outcome: 'refused', reason: 'the quota cannot hold that much more' };

test.each([
  ['one below what an answer can say', '9999999999999997', 'posted', 9_999_999_999_999_998n],
  ['as much as an answer can say', '9999999999999998', 'posted', 9_999_999_999_999_999n],
  ['one more', most, 'refused', 1n],
])('a quota holds 16 digits: %s', async (_, amountMinor, outcome, availableMinor) => {
  const world = newWorld();
  await world.post(moved('credited', '1'));
  expect(await world.post(moved('credited', amountMinor, 'E-2'))).toMatchObject({ outcome });
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({ availableMinor });
});

test('two credits at once never make more of it than an answer can say', async () => {
  const world = newWorld();
  await world.post(moved('credited', '1', 'E-0'));
  const table = meanwhile(world, () => world.post(moved('credited', '1', 'E-2')));
  expect(await world.post(moved('credited', '9999999999999998'), table)).toEqual(tooMuch);
  expect(itemOf(world, 'FX-QUOTA#')).toMatchObject({ availableMinor: 2n });
  const inquiry = {
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'U1',
    currency: 'USD',
  };
  const answer = await world.api.call('inquiryAvailableQuota', inquiry);
  expect(answer.body.availableQuota).toEqual({ currency: 'USD', value: '2' });
});
