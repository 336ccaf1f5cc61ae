import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { noBudgetAccounts } from '../domain/budget-account.ts';
import { productCodes } from '../domain/facility.ts';
import {
  accessTokenRef,
  addAccessToken,
  customerRef,
  ensureCustomer,
  revokeAccessToken,
} from '../store/access-store.ts';
import { budgetAccountsRef, replaceBudgetAccounts } from '../store/budget-account-store.ts';
import { facilityRef, signFacility } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import { type Posting, type PostingContext, withoutAmounts } from './posting.ts';

/** A customer signs its credit contract, or the one for budget accounts. */
export async function postContractSigned(
  { data }: BackOfficeEventOf<'contract.signed'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const { facility, budget, customer } = await readRows(
    table,
    {
      facility: facilityRef(tenant, productCodes[0]),
      budget: budgetAccountsRef(tenant),
      customer: customerRef(tenant),
    },
    bounds,
  );
  if (data.contract === 'credit') {
    if (facility === undefined) return { refused: 'there is no facility to sign for' };
    return withoutAmounts(facility.productCode, { facility: signFacility(tenant, facility) });
  }
  const signed = { ...(budget ?? noBudgetAccounts), contractStatus: 'SIGNED' as const };
  return withoutAmounts('budget-accounts', {
    budget: replaceBudgetAccounts(tenant, budget, signed),
    ...ensureCustomer(tenant, customer),
  });
}

/** A budget account is opened: under a signed contract, and no more than the limit. */
export async function postBudgetAccountOpened(
  { data }: BackOfficeEventOf<'budget-account.opened'>,
  { table, bounds, tenant, nowMs }: PostingContext,
): Promise<Posting> {
  const { budget } = await readRows(table, { budget: budgetAccountsRef(tenant) }, bounds);
  if (budget?.contractStatus !== 'SIGNED') return { refused: 'the contract is not signed' };
  if (budget.accounts.length >= budget.accountLimit) return { refused: 'no account is left' };
  if (budget.accounts.some(({ budgetAccountId }) => budgetAccountId === data.budgetAccountId)) {
    return { refused: 'the account id is taken' };
  }
  const { createdAt = new Date(nowMs).toISOString() } = data;
  const opened = { ...budget, accounts: [...budget.accounts, { ...data, createdAt }] };
  return withoutAmounts(data.budgetAccountId, {
    budget: replaceBudgetAccounts(tenant, budget, opened),
  });
}

/** A token is issued for the customer, or for the client's own account. */
export async function postTokenIssued(
  { data }: BackOfficeEventOf<'token.issued'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const { token, customer } = await readRows(
    table,
    { token: accessTokenRef(tenant.clientId, data.tokenHash), customer: customerRef(tenant) },
    bounds,
  );
  if (token !== undefined) return { refused: 'the token is known already' };
  const issued = addAccessToken(tenant.clientId, data.tokenHash, {
    customerId: tenant.customerId,
    scopes: data.scopes,
    expiresAt: Date.parse(data.expiresAt),
    status: 'ACTIVE',
  });
  const parts = { token: issued, ...ensureCustomer(tenant, customer) };
  return withoutAmounts(`token ${data.tokenHash.slice(0, 12)}`, parts);
}

/** A token is revoked, at once and for good. */
export async function postTokenRevoked(
  { data }: BackOfficeEventOf<'token.revoked'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const refs = { token: accessTokenRef(tenant.clientId, data.tokenHash) };
  const { token } = await readRows(table, refs, bounds);
  if (token === undefined || token.customerId !== tenant.customerId) {
    return { refused: 'there is no such token' };
  }
  if (token.status === 'REVOKED') return { refused: 'the token is revoked already' };
  return withoutAmounts(`token ${data.tokenHash.slice(0, 12)}`, {
    token: revokeAccessToken(tenant.clientId, data.tokenHash),
  });
}
