import type { ClientSecret } from '../../shared/runtime/client-record.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { moveQuota, openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { clientSecretFor, startTestProvider, type TestProvider } from '../http/provider.ts';
import { customerRow, facilityRows, tokenRow } from '../http/rows.ts';
import type { Sdk } from './sdks.ts';

/** Every SDK is a partner of its own, so that none sees what another did. */
export const clientOf = ({ name }: Sdk): string => name.toUpperCase().replace(/[^A-Z0-9]/g, '_');
/** The same, but let do one thing a thousand seconds. */
export const limitedClientOf = (sdk: Sdk): string => `LIMITED_${clientOf(sdk)}`;
/** A partner without anything: no facility, no contract. */
export const bareClient = 'BARE';
/** A customer of each partner, and its token. */
export const customer = { id: 'CUSTOMER_1', token: 'TOKEN_OF_CUSTOMER_1' } as const;
/** What such an account of every partner may settle: 2,500.00 USD. */
export const fxAccount = { accumulationMethod: 'USER_ID', accumulationId: 'USER_1' } as const;

/** Starts the whole provider in this process, with a partner for each SDK. */
export async function startStage(sdks: readonly Sdk[]): Promise<TestProvider> {
  const clients: Record<string, ClientSecret> = {
    [bareClient]: clientSecretFor({ contracts: {} }),
  };
  for (const sdk of sdks) {
    clients[clientOf(sdk)] = clientSecretFor();
    clients[limitedClientOf(sdk)] = clientSecretFor({ ratePerSecond: 0.001, burst: 1 });
  }
  const provider = await startTestProvider(clients, { decisions: true });
  for (const sdk of sdks) await openAccounts(provider, clientOf(sdk));
  return provider;
}

async function openAccounts({ write }: TestProvider, clientId: string): Promise<void> {
  const budget = { accountLimit: 3, contractStatus: 'SIGNED' } as const;
  const ofCustomer = {
    budgetAccountId: 'BA_1',
    budgetAccountName: 'Marketing',
    status: 'ACTIVE',
    createdAt: '2026-01-15T09:30:00+00:00',
  } as const;
  const own = { clientId };
  for (const transaction of [
    facilityRows(own),
    { account: openFxAccount(own, fxAccount) },
    {
      quota: moveQuota(own, { ...fxAccount, currency: 'USD', tradeType: undefined }, 250_000n),
    },
    { budget: openBudgetAccounts(own, { ...budget, accounts: [] }) },
    customerRow(clientId, customer.id),
    tokenRow(clientId, customer.token, { customerId: customer.id }),
    {
      budget: openBudgetAccounts(
        { ...own, customerId: customer.id },
        { ...budget, accounts: [ofCustomer] },
      ),
    },
  ])
    await write(transaction);
}
