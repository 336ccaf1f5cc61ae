import { defaultAccountLimit } from '../../shared/domain/budget-account.ts';
import { limitRaised, quotaCredited } from '../../shared/domain/ledger.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { addAccessToken, addCustomer, hashToken } from '../../shared/store/access-store.ts';
import { openBooks } from '../../shared/store/books-store.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { openFacility } from '../../shared/store/facility-store.ts';
import { moveQuota, openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { fxQuotaId } from '../../shared/store/item-key.ts';
import { appendEvent } from '../../shared/store/ledger-store.ts';
import type { Table, Transaction } from '../../shared/store/table.ts';
import type { Seed } from './seed-file.ts';

const tokenLifeMs = 10 * 365 * 86_400_000;
const tokenScopes = ['credit', 'fx', 'worldcard'];
const bySeed = { actor: 'seed', reason: 'the stage of a laptop' };

/**
 * Writes what the seed says is missing, each thing in a transaction of its own that holds only
 * while it is: a later start changes nothing.
 */
export async function seedRows(
  table: Table,
  seed: Seed,
  tokens: Readonly<Record<string, string>>,
  nowMs: number,
): Promise<void> {
  const transactions = [
    facilityRows(seed, nowMs),
    ...seed.fxQuotas.flatMap((quota) => fxRows(seed, quota, nowMs)),
    ...seed.customers.flatMap((customer) => customerRows(seed, customer, tokens, nowMs)),
  ];
  const bounds = { signal: AbortSignal.timeout(30_000), assertInTime: () => undefined };
  for (const transaction of transactions) await table.write(transaction, bounds);
}

function ownAccount({ partner }: Seed): Tenant {
  return { clientId: partner.clientId };
}

function facilityRows(seed: Seed, at: number): Transaction {
  const tenant = ownAccount(seed);
  const { payeeCode, vcCode, ...facility } = seed.facility;
  const { productCode, currency, creditLimitMinor } = facility;
  return {
    books: openBooks(tenant),
    facility: openFacility(
      tenant,
      { ...facility, contract: 'SIGNED', payeeCodes: [payeeCode], vcCodes: [vcCode] },
      at,
    ),
    event: appendEvent(tenant, {
      ...bySeed,
      eventId: `${productCode}:opened`,
      type: 'facility.opened',
      subject: productCode,
      at,
      currency,
      entries: limitRaised(creditLimitMinor),
    }),
  };
}

function fxRows(seed: Seed, quota: Seed['fxQuotas'][number], at: number): Transaction[] {
  const tenant = ownAccount(seed);
  const { method, id, currency, tradeType, availableMinor } = quota;
  const account = { accumulationMethod: method, accumulationId: id };
  const name = { ...account, currency, tradeType };
  return [
    { account: openFxAccount(tenant, account) },
    {
      quota: moveQuota(tenant, name, availableMinor),
      event: appendEvent(tenant, {
        ...bySeed,
        eventId: `${fxQuotaId(name)}:opened`,
        type: 'fx-quota.credited',
        subject: fxQuotaId(name),
        at,
        currency,
        entries: quotaCredited(availableMinor),
      }),
    },
  ];
}

function customerRows(
  seed: Seed,
  customer: Seed['customers'][number],
  tokens: Readonly<Record<string, string>>,
  nowMs: number,
): Transaction[] {
  const { clientId } = seed.partner;
  const { id: customerId, contractStatus, budgetAccounts: accounts } = customer;
  const tenant: Tenant = { clientId, customerId };
  const token = {
    customerId,
    scopes: tokenScopes,
    expiresAt: nowMs + tokenLifeMs,
    status: 'ACTIVE' as const,
  };
  const budget = { accounts, accountLimit: defaultAccountLimit, contractStatus };
  return [
    { customer: addCustomer(tenant, { status: 'ACTIVE' }) },
    { token: addAccessToken(clientId, hashToken(tokens[customerId] ?? ''), token) },
    { budget: openBudgetAccounts(tenant, budget) },
  ];
}
