import { expect, test } from 'vitest';
import { openFacility } from '../../../shared/store/facility-store.ts';
import { newFacility, own } from '../../stage-rows.ts';

const key = { pk: 'CLIENT#PARTNER_1#CUSTOMER#', sk: 'FACILITY#AMAZON_VC_FACTORING_LOAN' };

test('a facility is opened once, with its limit as headroom', () => {
  expect(openFacility(own, newFacility({ creditLimitMinor: 77n }), 5)).toMatchObject({
    action: 'put',
    key,
    item: {
      creditLimitMinor: 77n,
      headroomMinor: 77n,
      grantedMinor: 0n,
      reservedMinor: 0n,
      outstandingMinor: 0n,
      unusedByExpiry: {},
      unpaidByDue: {},
      status: 'ACTIVE',
      epoch: 1n,
      openedAt: 5,
    },
    when: [{ test: 'absent' }],
  });
});
