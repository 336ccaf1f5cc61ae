import { beforeEach, describe, expect, test } from 'vitest';
import type { FxQuotaName } from '../../shared/domain/fx-quota.ts';
import { moveQuota, openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import { type Instance, newInstance } from '../instance.ts';
import { own, write } from '../stage-rows.ts';

const user: FxQuotaName = { accumulationMethod: 'USER_ID', accumulationId: 'U1', currency: 'USD' };
const beneficiary: FxQuotaName = {
  accumulationMethod: 'BENEFICIARY',
  accumulationId: 'B1',
  currency: 'EUR',
  tradeType: 'GOODS',
};

let instance: Instance;
beforeEach(async () => {
  instance = newInstance();
  await write(instance.memory, {
    userAccount: openFxAccount(own, user),
    userQuota: moveQuota(own, user, 12_345n),
    beneficiaryAccount: openFxAccount(own, beneficiary),
    beneficiaryQuota: moveQuota(own, beneficiary, 777n),
    foreign: openFxAccount({ clientId: 'PARTNER_2' }, { ...user, accumulationId: 'U2' }),
  });
});

function inquire(method: string, id: string, currency: string, tradeType?: string) {
  return instance.call('inquiryAvailableQuota', {
    quotaAccumulationMethod: method,
    quotaAccumulationId: id,
    currency,
    ...(tradeType && { tradeType }),
  });
}

describe('what may still be settled', () => {
  test('by a user', async () => {
    const { body } = await inquire('USER_ID', 'U1', 'USD');
    expect(body).toEqual({
      result: { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' },
      quotaAccumulationMethod: 'USER_ID',
      quotaAccumulationId: 'U1',
      availableQuota: { currency: 'USD', value: '12345' },
    });
  });

  test('by a beneficiary, per trade type', async () => {
    const { body } = await inquire('BENEFICIARY', 'B1', 'EUR', 'GOODS');
    expect(body).toMatchObject({
      availableQuota: { currency: 'EUR', value: '777' },
      tradeType: 'GOODS',
    });
  });

  test.each([
    ['another currency', 'USER_ID', 'U1', 'EUR', undefined],
    ['another trade type', 'BENEFICIARY', 'B1', 'EUR', 'SERVICE'],
  ])('is zero in %s of a known account', async (_what, method, id, currency, tradeType) => {
    const { body } = await inquire(method, id, currency, tradeType);
    expect(body.availableQuota).toEqual({ currency, value: '0' });
  });
});

describe('an account is not known', () => {
  test.each([
    ['that nobody has', 'USER_ID', 'U9', undefined],
    ['that another client has', 'USER_ID', 'U2', undefined],
    ['by another method', 'VIRTUAL_ACCOUNT', 'U1', undefined],
    ['by the method of a beneficiary', 'BENEFICIARY', 'U1', 'GOODS'],
    ['in other letters', 'USER_ID', 'u1', undefined],
  ])('%s', async (_what, method, id, tradeType) => {
    const answer = await inquire(method, id, 'USD', tradeType);
    const absent = await inquire('USER_ID', 'NOBODY', 'USD');
    expect(answer.outcome).toBe('F ACCOUNT_NOT_EXIST');
    expect(answer.text).toBe(absent.text);
  });
});

test.each([
  ['below zero', -1n],
  ['of 17 digits', 10n ** 16n],
  ['that is a text', '5'],
])('a quota %s is a fault', async (_what, availableMinor) => {
  instance.memory.place(itemKeys.fxQuota(own, user), { availableMinor });
  expect((await inquire('USER_ID', 'U1', 'USD')).outcome).toBe('U UNKNOWN_EXCEPTION');
});
