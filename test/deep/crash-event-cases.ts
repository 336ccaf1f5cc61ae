import type { BackOfficeEventInput } from '../../shared/catalogue/back-office.ts';
import type { Act } from './crash-act.ts';
import {
  eventOf as event,
  facilityOpened,
  granted,
  postOn,
  productCode,
  staged,
  termMs,
} from './crash-stage.ts';
import type { World } from './world.ts';

/** The posting of each type of event, brought up to its act. */
export const eventCases: Readonly<Record<string, (world: World) => Promise<Act>>> = {
  'loan.drawn': async (world) => {
    await staged(world);
    return posting(world, drawn(await granted(world)));
  },
  'loan.repaid': async (world) => {
    await staged(world);
    await world.post(drawn(await granted(world)));
    return posting(world, repaid('400'));
  },
  'loan.repaid, the last of an expired grant': async (world) => {
    await staged(world);
    await world.post(drawn(await granted(world)));
    world.clock.ms += termMs;
    await world.checkDue();
    return posting(world, repaid('1000'));
  },
  'facility.limit-changed': async (world) => {
    await staged(world);
    await granted(world);
    const data = { productCode, creditLimitMinor: '700000' } as const;
    return posting(world, event('E-LIMIT', 'facility.limit-changed', data));
  },
  'grant.reviewed, approved': (world) => reviewing(world, 'approve'),
  'grant.reviewed, rejected': (world) => reviewing(world, 'reject'),
  'fx-quota.credited': (world) =>
    Promise.resolve(
      posting(world, event('E-FX', 'fx-quota.credited', { ...quota, amountMinor: '500' })),
    ),
  'fx-quota.debited': async (world) => {
    await world.post(event('E-0', 'fx-quota.credited', { ...quota, amountMinor: '500' }));
    return posting(world, event('E-FX', 'fx-quota.debited', { ...quota, amountMinor: '300' }));
  },
  'budget-account.opened': async (world) => {
    await world.post(event('E-0', 'contract.signed', { contract: 'budget-account' }));
    const account = { budgetAccountId: 'B1', budgetAccountName: 'Travel' };
    const data = { ...account, status: 'ACTIVE', createdAt: '2026-11-20T00:00:00Z' } as const;
    return posting(world, event('E-BUDGET', 'budget-account.opened', data));
  },
  'token.issued': (world) => Promise.resolve(posting(world, tokenIssued)),
  'token.revoked': async (world) => {
    await world.post(tokenIssued);
    return posting(world, event('E-REVOKE', 'token.revoked', { tokenHash }));
  },
  'contract.signed': async (world) => {
    await world.post(facilityOpened);
    return posting(world, event('E-SIGN', 'contract.signed', { contract: 'credit' }));
  },
  'facility.opened': (world) =>
    Promise.resolve(posting(world, { ...facilityOpened, customerId: 'CUSTOMER_1' })),
};

/** One FX quota. */
export const quota = {
  accumulationMethod: 'USER_ID',
  accumulationId: 'USER_1',
  currency: 'USD',
} as const;
const tokenHash = 'ab'.repeat(32);
const tokenIssued = {
  ...event('E-TOKEN', 'token.issued', {
    tokenHash,
    scopes: ['credit'],
    expiresAt: '2027-01-01T00:00:00Z',
  }),
};

/** A loan of 10.00 USD on a grant. */
export function drawn(creditGrantNo: string, dueDate = '20270120') {
  const data = { creditGrantNo, drawdownNo: 'D1', amountMinor: '1000', dueDate, timeZone: 'UTC' };
  return event('E-DRAWN', 'loan.drawn', data);
}

function repaid(amountMinor: string) {
  return event('E-REPAID', 'loan.repaid', { drawdownNo: 'D1', amountMinor });
}

function posting(world: World, posted: BackOfficeEventInput): Act {
  return { run: (ports) => postOn(world, ports, posted), deadlineMs: 15_000 };
}

async function reviewing(world: World, decision: 'approve' | 'reject'): Promise<Act> {
  await granted(world, 'REF_1', (await staged(world)) && '700000');
  return posting(world, event('E-REVIEW', 'grant.reviewed', { referenceNo: 'REF_1', decision }));
}
