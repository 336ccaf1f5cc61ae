import type { FxAccount, FxQuotaName } from '../domain/fx-quota.ts';
import type { RateTerms } from '../domain/rate.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { ItemKey } from './table.ts';

/**
 * The partition of a tenant. Client first in every key, so that no request can name another
 * client's item; `#` delimits, and no id that a partner sends may hold it.
 */
export function partitionOf({ clientId, customerId = '' }: Tenant): string {
  return `CLIENT#${clientId}#CUSTOMER#${customerId}`;
}

function inTenant(kind: string): (tenant: Tenant, id: string) => ItemKey {
  return (tenant, id) => ({ pk: partitionOf(tenant), sk: `${kind}#${id}` });
}

function inClient(kind: string): (clientId: string, id: string) => ItemKey {
  return (clientId, id) => ({ pk: `CLIENT#${clientId}`, sk: `${kind}#${id}` });
}

/** Where each kind of item is kept. */
export const itemKeys = {
  customer: (tenant: Tenant): ItemKey => ({ pk: partitionOf(tenant), sk: 'CUSTOMER' }),
  facility: inTenant('FACILITY'),
  reference: inTenant('REF'),
  creditGrant: inTenant('GRANT'),
  application: inTenant('APPLICATION'),
  drawdown: inTenant('DRAWDOWN'),
  refusedEvent: inTenant('REFUSED-EVENT'),
  /** What could not be read: in the partition of its tenant where it names one. */
  unreadableEvent: (tenant: Tenant | undefined, id: string): ItemKey => ({
    pk: tenant === undefined ? 'UNREADABLE-EVENTS' : partitionOf(tenant),
    sk: `UNREADABLE-EVENT#${id}`,
  }),
  invoiceClaim: (tenant: Tenant, vcCode: string, invoiceNo: string): ItemKey =>
    // The invoice number comes last: it alone may hold any character.
    ({ pk: partitionOf(tenant), sk: `INVOICE#${vcCode}#${invoiceNo}` }),
  attachment: inTenant('ATTACHMENT'),
  ledgerEvent: inTenant('EVENT'),
  fxAccount: (tenant: Tenant, { accumulationMethod, accumulationId }: FxAccount): ItemKey => ({
    pk: partitionOf(tenant),
    sk: `FX-ACCOUNT#${accumulationMethod}#${accumulationId}`,
  }),
  fxQuota: (tenant: Tenant, name: FxQuotaName): ItemKey => ({
    pk: partitionOf(tenant),
    sk: `FX-QUOTA#${fxQuotaId(name)}`,
  }),
  budgetAccounts: (tenant: Tenant): ItemKey => ({ pk: partitionOf(tenant), sk: 'BUDGET-ACCOUNTS' }),
  books: (tenant: Tenant): ItemKey => ({ pk: partitionOf(tenant), sk: 'BOOKS' }),
  /** Where a check that was cut off goes on. */
  checkProgress: (check: string): ItemKey => ({ pk: 'CHECK', sk: check }),
  accessToken: inClient('TOKEN'),
  keyRefresh: (clientId: string): ItemKey => ({ pk: `CLIENT#${clientId}`, sk: 'KEY-REFRESH' }),
  signature: inClient('SIG'),
  /** In a partition of a kind that roles tell from those of money. Other terms begin anew. */
  rate: ({ clientId, ratePerSecond, burst }: RateTerms): ItemKey => ({
    pk: `RATE#${clientId}`,
    sk: `RATE#${ratePerSecond}#${burst}`,
  }),
} as const;

/** The tenant whose partition a key is in. */
export function tenantOf({ pk }: ItemKey): Tenant {
  const [, clientId = '', , customerId = ''] = pk.split('#');
  return customerId === '' ? { clientId } : { clientId, customerId };
}

/** A quota's name as one text: what the ledger calls it. */
export function fxQuotaId(name: FxQuotaName): string {
  const { accumulationMethod, accumulationId, currency, tradeType = '' } = name;
  return `${accumulationMethod}#${accumulationId}#${currency}#${tradeType}`;
}
