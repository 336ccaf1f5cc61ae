import { describe, expect, test } from 'vitest';
import { fileKeyOf } from '../../../shared/store/attachment-store.ts';
import { creditGrantNoOf } from '../../../shared/store/credit-grant-store.ts';
import { fxQuotaId, itemKeys } from '../../../shared/store/item-key.ts';

const own = { clientId: 'C' };
const customer = { clientId: 'C', customerId: 'X' };
const quota = { accumulationMethod: 'USER_ID', accumulationId: 'U', currency: 'USD' } as const;

test('every kind of item has its place, the tenant first', () => {
  const pk = 'CLIENT#C#CUSTOMER#X';
  expect(itemKeys.customer(customer)).toEqual({ pk, sk: 'CUSTOMER' });
  expect(itemKeys.facility(customer, 'P')).toEqual({ pk, sk: 'FACILITY#P' });
  expect(itemKeys.reference(customer, 'R')).toEqual({ pk, sk: 'REF#R' });
  expect(itemKeys.creditGrant(customer, 'G')).toEqual({ pk, sk: 'GRANT#G' });
  expect(itemKeys.application(customer, 'G')).toEqual({ pk, sk: 'APPLICATION#G' });
  expect(itemKeys.attachment(customer, 'K')).toEqual({ pk, sk: 'ATTACHMENT#K' });
  expect(itemKeys.ledgerEvent(customer, 'E')).toEqual({ pk, sk: 'EVENT#E' });
  expect(itemKeys.refusedEvent(customer, 'E')).toEqual({ pk, sk: 'REFUSED-EVENT#E' });
  expect(itemKeys.unreadableEvent(customer, 'H')).toEqual({ pk, sk: 'UNREADABLE-EVENT#H' });
  expect(itemKeys.invoiceClaim(customer, 'V', 'I#1')).toEqual({ pk, sk: 'INVOICE#V#I#1' });
  expect(itemKeys.fxAccount(customer, quota)).toEqual({ pk, sk: 'FX-ACCOUNT#USER_ID#U' });
  expect(itemKeys.fxQuota(customer, quota)).toEqual({ pk, sk: 'FX-QUOTA#USER_ID#U#USD#' });
  expect(itemKeys.budgetAccounts(customer)).toEqual({ pk, sk: 'BUDGET-ACCOUNTS' });
  expect(itemKeys.accessToken('C', 'H')).toEqual({ pk: 'CLIENT#C', sk: 'TOKEN#H' });
  expect(itemKeys.signature('C', 'H')).toEqual({ pk: 'CLIENT#C', sk: 'SIG#H' });
});

test('an event that names no tenant is kept where no tenant is', () => {
  const key = { pk: 'UNREADABLE-EVENTS', sk: 'UNREADABLE-EVENT#H' };
  expect(itemKeys.unreadableEvent(undefined, 'H')).toEqual(key);
});

test('what is the client own has a partition that no customer can have', () => {
  expect(itemKeys.facility(own, 'P').pk).toBe('CLIENT#C#CUSTOMER#');
});

test('a quota is named by method, id, currency and trade type', () => {
  expect(fxQuotaId({ ...quota, tradeType: 'GOODS' })).toBe('USER_ID#U#USD#GOODS');
});

describe('a number that is made of a name is the same for ever', () => {
  test('of a credit grant', () => {
    expect(creditGrantNoOf(own, 'REF_1')).toBe('CG5A5DA9D9C7D70BFB936084BC8323D1C7');
  });

  test('of a file', () => {
    expect(fileKeyOf(own, 'A1')).toBe('ATTDE7859B821DC3D8DB92CD371AC677A0F');
  });

  test.each([
    ['a credit grant', creditGrantNoOf],
    ['a file', fileKeyOf],
  ])('and of no two names: %s', (_what, numberOf) => {
    const numbers = [
      numberOf(own, 'R'),
      numberOf(own, 'r'),
      numberOf(customer, 'R'),
      numberOf({ clientId: 'X' }, 'R'),
      numberOf({ clientId: 'C', customerId: '' }, 'R'),
      numberOf({ clientId: 'C,X' }, 'R'),
      numberOf({ clientId: 'C', customerId: 'null' }, 'R'),
    ];
    expect(new Set(numbers).size).toBe(7);
  });
});
