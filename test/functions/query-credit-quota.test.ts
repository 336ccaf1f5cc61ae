import { beforeEach, describe, expect, test } from 'vitest';
import { type Instance, newInstance, startMs } from '../instance.ts';
import { bendFacility, openOwnFacility } from '../stage-rows.ts';

const productCode = 'AMAZON_VC_FACTORING_LOAN';
let instance: Instance;
beforeEach(async () => {
  instance = newInstance();
  await openOwnFacility(instance.memory);
});

async function quota() {
  const { outcome, body } = await instance.call('queryCreditQuota', { productCode });
  if (outcome !== 'S SUCCESS') return outcome;
  const { result: _, productCode: product, productStatus, ...amounts } = body;
  expect(product).toBe(productCode);
  const values = Object.entries<{ currency: string; value: string }>(amounts).map(
    ([name, { currency, value }]) => [name, `${value} ${currency}`],
  );
  return { ...Object.fromEntries(values), productStatus };
}

function usd(cap: string, grant: string, unpaid: string, available: string) {
  return {
    capLimitTotalAmount: `${cap} USD`,
    grantTotalAmount: `${grant} USD`,
    unpaidTotalAmount: `${unpaid} USD`,
    availableTotalAmount: `${available} USD`,
  };
}

/** A facility of 1,000,000 with 300,000 granted until an instant and 200,000 due at another. */
const inUse = (expiresAt: number, dueAt: number) => ({
  grantedMinor: 300_000n,
  reservedMinor: 100_000n,
  outstandingMinor: 200_000n,
  headroomMinor: 400_000n,
  unusedByExpiry: { [expiresAt]: 300_000n },
  unpaidByDue: { [dueAt]: 200_000n },
});

describe('the four sums', () => {
  test('of a facility that was never used', async () => {
    expect(await quota()).toEqual({ ...usd('1000000', '0', '0', '0'), productStatus: 'NORMAL' });
  });

  test('of one in use: what is granted is what is available', async () => {
    bendFacility(instance.memory, inUse(startMs + 1, startMs + 1));
    expect(await quota()).toEqual({
      ...usd('1000000', '300000', '200000', '300000'),
      productStatus: 'NORMAL',
    });
  });

  test.each([
    [-1, '300000'],
    [0, '0'],
    [1, '0'],
  ])('%i ms from the expiry: %s granted', async (ms, granted) => {
    bendFacility(instance.memory, inUse(startMs - ms, startMs + 86_400_000));
    expect(await quota()).toEqual({
      ...usd('1000000', granted, '200000', granted),
      productStatus: 'NORMAL',
    });
  });

  test.each([
    [-1, '300000', 'NORMAL'],
    [0, '0', 'OVD'],
    [1, '0', 'OVD'],
  ])('%i ms from the due date: %s available, %s', async (ms, available, productStatus) => {
    bendFacility(instance.memory, inUse(startMs + 86_400_000, startMs - ms));
    expect(await quota()).toEqual({
      ...usd('1000000', '300000', '200000', available),
      productStatus,
    });
  });

  test('of one whose limit was lowered below what is granted', async () => {
    const lowered = { creditLimitMinor: 500_000n, headroomMinor: -100_000n };
    bendFacility(instance.memory, { ...inUse(startMs + 1, startMs + 1), ...lowered });
    expect(await quota()).toMatchObject(usd('500000', '300000', '200000', '300000'));
  });

  test('of 16 digits', async () => {
    const most = { creditLimitMinor: 9_999_999_999_999_999n };
    bendFacility(instance.memory, { ...most, headroomMinor: 9_999_999_999_999_999n });
    expect(await quota()).toMatchObject({ capLimitTotalAmount: '9999999999999999 USD' });
  });
});

describe('there are none', () => {
  test('without a facility', async () => {
    instance = newInstance();
    expect(await quota()).toBe('F QUOTA_QUERY_FAILED');
  });

  test('of a closed facility', async () => {
    bendFacility(instance.memory, { status: 'CLOSED' });
    expect(await quota()).toBe('F PROCESS_FAIL');
  });

  test.each([
    ['a counter off by one', { headroomMinor: 999_999n }],
    ['a counter below zero', { reservedMinor: -1n, headroomMinor: 1_000_001n }],
    ['sums that do not add up', { grantedMinor: 5n, headroomMinor: 999_995n }],
    ['a limit of 17 digits', { creditLimitMinor: 10n ** 16n, headroomMinor: 10n ** 16n }],
    ['a text for a number', { creditLimitMinor: '1000000' }],
    ['no currency', { currency: undefined }],
  ])('of a facility with %s: that is a fault, told to nobody', async (_what, changes) => {
    bendFacility(instance.memory, changes);
    expect(await quota()).toBe('U UNKNOWN_EXCEPTION');
    expect(instance.lines.at(-1)?.fault).toMatch(/^StoredDataFault: /);
  });
});
