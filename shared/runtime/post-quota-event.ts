import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { quotaCredited, quotaDebited } from '../domain/ledger.ts';
import { maxMinor } from '../domain/money.ts';
import { openBooks } from '../store/books-store.ts';
import { fxAccountRef, fxQuotaRef, moveQuota, openFxAccount } from '../store/fx-quota-store.ts';
import { fxQuotaId } from '../store/item-key.ts';
import { readRows } from '../store/row.ts';
import type { Posting, PostingContext } from './posting.ts';

/**
 * Trade settles into, or a settlement takes from, one FX quota. It never falls below zero, nor
 * rises above what an answer can say.
 */
export async function postQuotaMoved(
  { type, data }: BackOfficeEventOf<'fx-quota.credited' | 'fx-quota.debited'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const { amountMinor, ...name } = data;
  if ((name.accumulationMethod === 'BENEFICIARY') !== (name.tradeType !== undefined)) {
    return { refused: 'a trade type goes with BENEFICIARY, and only with it' };
  }
  const { account, quota } = await readRows(
    table,
    { account: fxAccountRef(tenant, name), quota: fxQuotaRef(tenant, name) },
    bounds,
  );
  const credited = type === 'fx-quota.credited';
  if (!credited && quota === undefined) return { refused: 'there is no such quota' };
  if (!credited && quota !== undefined && quota.availableMinor < amountMinor) {
    return { refused: 'the quota has not that much left' };
  }
  if (credited && (quota?.availableMinor ?? 0n) > maxMinor - amountMinor) {
    return { refused: 'the quota cannot hold that much more' };
  }
  return {
    parts: {
      quota: moveQuota(tenant, name, credited ? amountMinor : -amountMinor),
      ...(account === undefined && {
        account: openFxAccount(tenant, name),
        books: openBooks(tenant),
      }),
    },
    subject: fxQuotaId(name),
    currency: name.currency,
    entries: credited ? quotaCredited(amountMinor) : quotaDebited(amountMinor),
  };
}
