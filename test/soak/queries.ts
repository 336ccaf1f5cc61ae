import { type Member, productCode } from './enrolment.ts';
import type { Tally } from './tally.ts';

// What the contract gives a customer that has opened none.
const budgetAccountsAtFirst = 3;

/** Asks for what is not an application's, and holds the answer to what is known of it. */
export async function query(
  { partner, creditLimitMinor, fxAccountId }: Member,
  what: 'quota' | 'fx' | 'budget',
  tally: Tally,
): Promise<boolean> {
  if (what === 'budget') {
    const told = await partner.call('queryBudgetAccountInfo', '{}');
    if (told?.kind === 'S' && told.body['availableAccountCount'] !== budgetAccountsAtFirst) {
      tally.wrong('untrue', `budget accounts: ${JSON.stringify(told.body)}`);
    }
    return told !== undefined;
  }
  if (what === 'fx') {
    const body = { quotaAccumulationMethod: 'USER_ID', quotaAccumulationId: fxAccountId };
    const asked = JSON.stringify({ ...body, currency: 'USD' });
    return (await partner.call('inquiryAvailableQuota', asked)) !== undefined;
  }
  const told = await partner.call('queryCreditQuota', JSON.stringify({ productCode }));
  if (told?.kind !== 'S') return told !== undefined;
  const [cap, granted, unpaid, available] = quotaOf(told.body);
  if (cap !== creditLimitMinor || granted + unpaid > cap || available !== granted) {
    tally.wrong('amounts', `${partner.clientId}'s quota: ${JSON.stringify(told.body)}`);
  }
  return true;
}

/** The four amounts in minor units: limit, granted, unpaid, available. */
export function quotaOf(
  body: Readonly<Record<string, unknown>>,
): [cap: bigint, granted: bigint, unpaid: bigint, available: bigint] {
  const of = (name: string): bigint => BigInt((body[name] as { readonly value: string }).value);
  return [
    of('capLimitTotalAmount'),
    of('grantTotalAmount'),
    of('unpaidTotalAmount'),
    of('availableTotalAmount'),
  ];
}
