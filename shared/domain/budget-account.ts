/** The states of a budget account. */
export const budgetAccountStatuses = ['ACTIVE', 'SUSPENDED'] as const;

/** How many budget accounts a customer may have unless its record says otherwise. */
export const defaultAccountLimit = 3;

/** A card account that its owner funds and bounds. */
export interface BudgetAccount {
  readonly budgetAccountId: string;
  /** At most 50 characters. */
  readonly budgetAccountName: string;
  readonly status: (typeof budgetAccountStatuses)[number];
  /** ISO 8601 with offset. */
  readonly createdAt: string;
}

/** A contract that is to be signed before budget accounts can be opened. */
export interface ContractInfo {
  readonly contractName: string;
  readonly contractUrl: string;
}

/** Everything about one customer's budget accounts; accounts are never closed. */
export interface BudgetAccounts {
  readonly accounts: readonly BudgetAccount[];
  readonly accountLimit: number;
  readonly contractStatus: 'SIGNED' | 'NOT_SIGN';
}

/** What a customer has that never signed and never opened anything. */
export const noBudgetAccounts: BudgetAccounts = {
  accounts: [],
  accountLimit: defaultAccountLimit,
  contractStatus: 'NOT_SIGN',
};
