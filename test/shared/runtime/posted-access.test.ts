import { expect, test } from 'vitest';
import { newWorld } from '../../deep/world.ts';
import { eventOf, itemOf, meanwhile } from './office-stage.ts';

const tokenHash = 'ab'.repeat(32);
const issued = eventOf('E-TOKEN', 'token.issued', {
  tokenHash,
  scopes: ['credit', 'fx'],
  expiresAt: '2027-01-01T00:00:00Z',
});
const revoked = (eventId = 'E-REVOKE') => eventOf(eventId, 'token.revoked', { tokenHash });
const signed = eventOf('E-SIGNED', 'contract.signed', { contract: 'budget-account' });
const customerId = 'CUSTOMER_1';

function opened(budgetAccountId: string) {
  return eventOf(`E-${budgetAccountId}`, 'budget-account.opened', {
    budgetAccountId,
    budgetAccountName: 'Travel',
    status: 'ACTIVE',
    createdAt: '2026-11-20T00:00:00Z',
  });
}

const refused = (reason: string) => ({ outcome: 'refused', reason });

test('a token is issued once, revoked once, and of one customer', async () => {
  const world = newWorld();
  expect(await world.post({ ...issued, customerId })).toEqual({ outcome: 'posted' });
  expect(itemOf(world, `TOKEN#${tokenHash}`)).toMatchObject({
    pk: 'CLIENT#PARTNER_1',
    customerId,
    scopes: ['credit', 'fx'],
    expiresAt: 1_798_761_600_000n,
    status: 'ACTIVE',
  });
  expect(itemOf(world, 'CUSTOMER')).toMatchObject({ status: 'ACTIVE' });
  const again = { ...issued, eventId: 'E-AGAIN', customerId };
  expect(await world.post(again)).toEqual(refused('the token is known already'));
  expect(await world.post(revoked())).toEqual(refused('there is no such token'));
  expect(await world.post({ ...revoked(), customerId })).toEqual({ outcome: 'posted' });
  expect(itemOf(world, `TOKEN#${tokenHash}`)).toMatchObject({ status: 'REVOKED' });
  const twice = await world.post({ ...revoked('E-TWICE'), customerId });
  expect(twice).toEqual(refused('the token is revoked already'));
  expect(itemOf(world, 'EVENT#posted:E-REVOKE')).toMatchObject({
    subject: 'token abababababab',
    currency: '',
    entries: [],
  });
});

test('two who revoke one token at once: one does, the other hears so', async () => {
  const world = newWorld();
  await world.post(issued);
  const table = meanwhile(world, () => world.post(revoked('E-OTHER')));
  expect(await world.post(revoked(), table)).toEqual(refused('the token is revoked already'));
});

test('an own account needs no customer', async () => {
  const world = newWorld();
  await world.post(issued);
  expect(itemOf(world, 'CUSTOMER')).toBeUndefined();
});

test('budget accounts are opened under a signed contract, three at most', async () => {
  const world = newWorld();
  expect(await world.post(opened('B0'))).toEqual(refused('the contract is not signed'));
  expect(await world.post(signed)).toEqual({ outcome: 'posted' });
  for (const budgetAccountId of ['B1', 'B2', 'B3']) {
    expect(await world.post(opened(budgetAccountId))).toEqual({ outcome: 'posted' });
  }
  expect(await world.post(opened('B4'))).toEqual(refused('no account is left'));
  const about = { budgetAccountName: 'Travel', status: 'ACTIVE' };
  const createdAt = '2026-11-20T00:00:00Z';
  expect(itemOf(world, 'BUDGET-ACCOUNTS')).toMatchObject({
    contractStatus: 'SIGNED',
    accountLimit: 3n,
    accounts: [
      { budgetAccountId: 'B1', ...about, createdAt },
      { budgetAccountId: 'B2', ...about, createdAt },
      { budgetAccountId: 'B3', ...about, createdAt },
    ],
  });
});

test('an account id is taken once', async () => {
  const world = newWorld();
  await world.post(signed);
  await world.post(opened('B1'));
  const again = await world.post({ ...opened('B1'), eventId: 'E-AGAIN' });
  expect(again).toEqual(refused('the account id is taken'));
});

test('two accounts that are opened at once are both kept', async () => {
  const world = newWorld();
  await world.post(signed);
  const table = meanwhile(world, () => world.post(opened('B2')));
  expect(await world.post(opened('B1'), table)).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'BUDGET-ACCOUNTS')?.['accounts']).toMatchObject([
    { budgetAccountId: 'B2' },
    { budgetAccountId: 'B1' },
  ]);
});

test('a contract that is signed twice at once is signed', async () => {
  const world = newWorld();
  const table = meanwhile(world, () => world.post({ ...signed, eventId: 'E-OTHER' }));
  expect(await world.post(signed, table)).toEqual({ outcome: 'posted' });
  expect(itemOf(world, 'BUDGET-ACCOUNTS')).toMatchObject({ contractStatus: 'SIGNED' });
});

test('a credit contract needs a facility', async () => {
  const world = newWorld();
  const credit = eventOf('E-CREDIT', 'contract.signed', { contract: 'credit' });
  expect(await world.post(credit)).toEqual(refused('there is no facility to sign for'));
});
