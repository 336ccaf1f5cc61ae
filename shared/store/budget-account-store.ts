import * as z from 'zod/mini';
import { type BudgetAccounts, budgetAccountStatuses } from '../domain/budget-account.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedNumber } from './row.ts';
import { type Action, absent, equals } from './table.ts';

const budgetAccountsRow = z.object({
  accounts: z.array(
    z.object({
      budgetAccountId: z.string(),
      budgetAccountName: z.string(),
      status: z.enum(budgetAccountStatuses),
      createdAt: z.string(),
    }),
  ),
  accountLimit: storedNumber,
  contractStatus: z.enum(['SIGNED', 'NOT_SIGN']),
});

/** Where a tenant's budget accounts are kept: one item, as there are only ever a few. */
export function budgetAccountsRef(tenant: Tenant): Ref<BudgetAccounts> {
  return refTo(itemKeys.budgetAccounts(tenant), budgetAccountsRow);
}

/** Records a tenant's budget accounts for the first time. */
export function openBudgetAccounts(tenant: Tenant, budget: BudgetAccounts): Action {
  return {
    action: 'put',
    key: itemKeys.budgetAccounts(tenant),
    item: { ...budget, accounts: itemsOf(budget.accounts) },
    when: [absent],
  };
}

/**
 * Replaces a tenant's budget accounts, if they are still those that were read. What newer code may
 * keep beside them stays.
 */
export function replaceBudgetAccounts(
  tenant: Tenant,
  read: BudgetAccounts | undefined,
  budget: BudgetAccounts,
): Action {
  if (read === undefined) return openBudgetAccounts(tenant, budget);
  const item = { ...budget, accounts: itemsOf(budget.accounts) };
  return {
    action: 'update',
    key: itemKeys.budgetAccounts(tenant),
    changes: Object.entries(item).map(([path, value]) => ({ change: 'set', path, value })),
    when: [
      equals('contractStatus', read.contractStatus),
      equals('accounts', itemsOf(read.accounts)),
    ],
  };
}

function itemsOf(accounts: BudgetAccounts['accounts']): { [name: string]: string }[] {
  return accounts.map((account) => ({ ...account }));
}
