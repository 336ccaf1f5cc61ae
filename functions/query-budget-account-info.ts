import { queryBudgetAccountInfo as row } from '../shared/catalogue/worldcard.ts';
import { noBudgetAccounts } from '../shared/domain/budget-account.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';

/** The budget accounts of the customer, or of the client itself, and what it has yet to sign. */
export const queryBudgetAccountInfo: Operation<typeof row> = async (_request, call) => {
  const { budget = noBudgetAccounts } = await call.read({ budget: call.refs.budgetAccounts() });
  const { accounts, accountLimit, contractStatus } = budget;
  return {
    availableAccountCount: accountLimit - accounts.length,
    createdAccountCount: accounts.length,
    budgetAccountList: accounts.map((account) => ({ ...account })),
    contractStatus,
    ...(contractStatus === 'NOT_SIGN' && { contractInfoList: [{ ...call.budgetContract }] }),
  };
};

export const handler = endpointHandler(row, queryBudgetAccountInfo, liveDeps);
