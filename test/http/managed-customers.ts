import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { attachmentBody } from '../builders.ts';
import { type Api, clientSecretFor } from './provider.ts';
import { customerRow, facilityRows, known, tokenRow } from './rows.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';
import type { WireAnswer, WireRequest } from './wire-partner.ts';

/** Every endpoint, in an order in which each finds what it needs from those before. */
export const apis: readonly Api[] = [
  'submitAttachment',
  'applyCreditGrant',
  'inquiryCreditGrant',
  'queryCreditQuota',
  'inquiryAvailableQuota',
  'queryBudgetAccountInfo',
];

/** A code for each endpoint. */
export type Codes = Readonly<Record<Api, string>>;

/** The same code for every endpoint. */
export function everywhere(code: string): Codes {
  return {
    queryCreditQuota: code,
    applyCreditGrant: code,
    inquiryCreditGrant: code,
    submitAttachment: code,
    inquiryAvailableQuota: code,
    queryBudgetAccountInfo: code,
  };
}

/** The customer of MANAGER that has everything, and its token. */
export const customerId = 'CUSTOMER_GOOD';
export const token = 'TOKEN_GOOD_0000000000';

/** Requests that succeed for that customer. */
export function bodyOf(api: Api): Readonly<Record<string, unknown>> {
  return bodies[api];
}

const bodies: Readonly<Record<Api, Readonly<Record<string, unknown>>>> = {
  queryCreditQuota: { productCode: 'AMAZON_VC_FACTORING_LOAN' },
  applyCreditGrant: {
    ...known,
    referenceNo: 'REF_OF_CUSTOMER',
    invoiceDate: '20260101',
    timeZone: 'UTC',
    // The key of ATTACHMENT_1 of this customer, for ever.
    attachmentFile: { fileName: 'invoice.pdf', fileKey: 'ATT874343C4EB3FC521873A7EB46CDD4E0A' },
    invoiceInfoList: [{ invoiceNo: 'INVOICE_1', invoiceAmount: { currency: 'USD', value: 1 } }],
  },
  inquiryCreditGrant: { referenceNo: 'REF_OF_CUSTOMER' },
  submitAttachment: attachmentBody(),
  inquiryAvailableQuota: {
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'USER_OF_CUSTOMER',
    currency: 'USD',
  },
  queryBudgetAccountInfo: {},
};

/** What a request is for, in its unsigned headers. */
export interface ActingFor {
  readonly customer?: string | readonly string[];
  readonly account?: string;
  readonly token?: string | readonly string[];
  /** MANAGER unless named. */
  readonly client?: string;
}

/** A provider with clients that act for customers. */
export interface ManagedProvider extends WatchedProvider {
  callFor(api: Api, acting: ActingFor, more?: Partial<WireRequest>): Promise<WireAnswer>;
}

const expired = { status: 'valid', validUntil: '2026-01-01T00:00:00Z' } as const;
const suspended = { status: 'suspended' } as const;

/** Starts it. The tokens are named for what is wrong with them. */
export async function startManagedProvider(): Promise<ManagedProvider> {
  const provider = await startWatchedProvider({
    MANAGER: clientSecretFor(),
    STRANGER: clientSecretFor(),
    ONLY_CUSTOMERS: clientSecretFor({ customers: 'required' }),
    TRUSTED: clientSecretFor({ tokensRequired: false }),
    LIMITED: clientSecretFor({ ratePerSecond: 0.001, burst: 1 }),
    UNSUBSCRIBED: clientSecretFor({ apis: [] }),
    NO_CONTRACT: clientSecretFor({ contracts: {} }),
    SUSPENDED_CONTRACT: clientSecretFor({ contracts: { fx: suspended, worldcard: suspended } }),
    EXPIRED_CONTRACT: clientSecretFor({ contracts: { fx: expired, worldcard: expired } }),
  });
  await writeCustomers(provider);
  let calls = 0;
  return {
    ...provider,
    callFor(api, { client = 'MANAGER', customer, account, token: accessToken }, more = {}) {
      calls += 1;
      // A signature serves for one customer and token only, so each call gets another.
      const seconds = new Date().toISOString().slice(0, 19);
      const time = `${seconds}.${String(calls).padStart(9, '0')}Z`;
      const headers = {
        'Connected-CustomerId': customer,
        'Connected-AccountId': account,
        'Access-Token': accessToken,
      };
      const as = provider.partnerOf(client);
      return provider.call(api, bodyOf(api), { as, time, headers, ...more });
    },
  };
}

async function writeCustomers({ write }: WatchedProvider): Promise<void> {
  const tenant = { clientId: 'MANAGER', customerId };
  const account = { accumulationMethod: 'USER_ID', accumulationId: 'USER_OF_CUSTOMER' } as const;
  for (const transaction of [
    customerRow('MANAGER', customerId),
    customerRow('MANAGER', 'CUSTOMER_OTHER'),
    customerRow('MANAGER', 'CUSTOMER_SUSPENDED', 'SUSPENDED'),
    customerRow('MANAGER', 'CUSTOMER_UNSIGNED'),
    customerRow('STRANGER', 'CUSTOMER_FOREIGN'),
    customerRow('STRANGER', customerId),
    customerRow('ONLY_CUSTOMERS', customerId),
    customerRow('TRUSTED', customerId),
    tokenRow('MANAGER', token, { customerId }),
    tokenRow('MANAGER', 'TOKEN_SUSPENDED', { customerId: 'CUSTOMER_SUSPENDED' }),
    tokenRow('MANAGER', 'TOKEN_UNSIGNED', { customerId: 'CUSTOMER_UNSIGNED' }),
    tokenRow('MANAGER', 'TOKEN_FOREIGN', { customerId: 'CUSTOMER_FOREIGN' }),
    tokenRow('MANAGER', 'TOKEN_NOBODY', { customerId: 'CUSTOMER_NOBODY' }),
    tokenRow('MANAGER', 'TOKEN_OTHER_CUSTOMER', { customerId: 'CUSTOMER_OTHER' }),
    tokenRow('MANAGER', 'TOKEN_NO_CUSTOMER'),
    tokenRow('MANAGER', 'TOKEN_REVOKED', { customerId, status: 'REVOKED' }),
    tokenRow('MANAGER', 'TOKEN_PAST', { customerId, expiresAt: Date.now() }),
    tokenRow('MANAGER', 'TOKEN_ONLY_CREDIT', { customerId, scopes: ['credit'] }),
    tokenRow('MANAGER', 'TOKEN_NOT_CREDIT', { customerId, scopes: ['fx', 'worldcard'] }),
    tokenRow('STRANGER', 'TOKEN_OTHER_CLIENT', { customerId }),
    tokenRow('ONLY_CUSTOMERS', token, { customerId }),
    facilityRows(tenant),
    { account: openFxAccount(tenant, account) },
    {
      budget: openBudgetAccounts(tenant, {
        accounts: [],
        accountLimit: 3,
        contractStatus: 'SIGNED',
      }),
    },
  ]) {
    await write(transaction);
  }
}
