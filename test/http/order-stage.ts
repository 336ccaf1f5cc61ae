import { createHash } from 'node:crypto';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import type { Transaction } from '../../shared/store/table.ts';
import { attachmentBody, pdf } from '../builders.ts';
import {
  type ClientFlag,
  clientFlags,
  clientNamed,
  type Draft,
  scopes,
  tokenFor,
} from './order-draft.ts';
import { type Api, clientSecretFor, type Wire, wireOfRun } from './provider.ts';
import { brokenRow, customerRow, facilityRows, known, tokenRow } from './rows.ts';
import { startWatchedProvider, type WatchedProvider } from './watched-provider.ts';

/** A client's own customers: one with everything, one with nothing, one whose rows are broken. */
const customers = ['CUSTOMER_GOOD', 'CUSTOMER_BARE', 'CUSTOMER_BROKEN'] as const;
/** Customers that are not to be served, though somebody has given them tokens. */
const noCustomers = ['CUSTOMER_SUSPENDED', 'CUSTOMER_NOBODY', 'CUSTOMER_FOREIGN'] as const;

/** A rate that is spent for the length of any test. */
const spent = { ratePerSecond: 0.000_1, burst: 1 };

const every: readonly (readonly ClientFlag[])[] = clientFlags.reduce<readonly ClientFlag[][]>(
  (subsets, flag) => subsets.flatMap((subset) => [subset, [...subset, flag]]),
  [[]],
);

/** Starts a provider with a client for every set of things that can be wrong with one. */
export async function startOrderStage(wire: Wire = wireOfRun()): Promise<WatchedProvider> {
  const clients = Object.fromEntries(every.map((flags) => [clientNamed(flags), secretOf(flags)]));
  const STRANGER = clientSecretFor();
  const provider = await startWatchedProvider({ ...clients, STRANGER }, { wire, dressed: false });
  await provider.write(customerRow('STRANGER', 'CUSTOMER_FOREIGN'));
  for (const flags of every) {
    const clientId = clientNamed(flags);
    await provider.write(rowsOf(clientId));
    if (flags.includes('SPENT')) {
      await liveDeps().trafficLimit.take({ clientId, ...spent }, Date.now());
    }
  }
  // The only client whose requests get as far as to what was stored before them.
  const as = provider.partnerOf(clientNamed([]));
  const customer = 'CUSTOMER_GOOD';
  const taken = attachmentBody({ attachmentContent: pdf('taken').toString('base64') });
  for (const [api, body, at] of [
    ['submitAttachment', soundBodyOf('submitAttachment'), 1],
    ['submitAttachment', { ...taken, attachmentId: 'TAKEN' }, 2],
    ['applyCreditGrant', soundBodyOf('applyCreditGrant'), 3],
  ] as const) {
    const time = `${new Date().toISOString().slice(0, 19)}.00${at}Z`;
    const headers = {
      'Connected-CustomerId': customer,
      'Access-Token': tokenFor(customer, 'GOOD', api),
    };
    const { outcome } = await provider.call(api, body, { as, time, headers });
    if (outcome !== 'S SUCCESS') throw new Error(`${api} on the stage: ${outcome}`);
  }
  return provider;
}

function secretOf(flags: readonly ClientFlag[]) {
  return clientSecretFor({
    ...(flags.includes('SUSPENDED') && { status: 'suspended' }),
    ...(flags.includes('SPENT') && spent),
    ...(flags.includes('UNSUBSCRIBED') && { apis: [] }),
    ...(flags.includes('UNCONTRACTED') && { contracts: {} }),
    ...(flags.includes('BOUND') && { customers: 'required' }),
  });
}

/** All in one transaction: there are many clients. */
function rowsOf(clientId: string): Transaction {
  const tenant = { clientId, customerId: 'CUSTOMER_GOOD' };
  const account = { accumulationMethod: 'USER_ID', accumulationId: 'USER_GOOD' } as const;
  const broken = itemKeys.budgetAccounts({ clientId, customerId: 'CUSTOMER_BROKEN' });
  const parts = [
    facilityRows(tenant),
    { account: openFxAccount(tenant, account) },
    brokenRow(broken),
    customerRow(clientId, 'CUSTOMER_SUSPENDED', 'SUSPENDED'),
    ...customers.map((customerId) => customerRow(clientId, customerId)),
    ...[...customers, ...noCustomers].flatMap((customerId) => [
      tokenRow(clientId, `TOKEN_${customerId}_GOOD`, { customerId }),
      tokenRow(clientId, `TOKEN_${customerId}_SECOND`, { customerId }),
      tokenRow(clientId, `TOKEN_${customerId}_REVOKED`, { customerId, status: 'REVOKED' }),
      tokenRow(clientId, `TOKEN_${customerId}_EXPIRED`, { customerId, expiresAt: Date.now() }),
      ...scopes.map((scope) =>
        tokenRow(clientId, `TOKEN_${customerId}_NOT_${scope}`, {
          customerId,
          scopes: scopes.filter((other) => other !== scope),
        }),
      ),
    ]),
  ];
  const actions = parts.flatMap((part) => Object.values(part));
  return Object.fromEntries(actions.map((action, index) => [`part${index}`, action]));
}

/** The body of a request that succeeds, for the customer that has everything. */
export function soundBodyOf(api: Api): Draft['body'] {
  return bodies[api];
}

const fileKey = ((): string => {
  const name = JSON.stringify([clientNamed([]), 'CUSTOMER_GOOD', 'ATTACHMENT_1']);
  return `ATT${createHash('sha256').update(name).digest('hex').slice(0, 32).toUpperCase()}`;
})();

const bodies: Readonly<Record<Api, Draft['body']>> = {
  queryCreditQuota: { productCode: 'AMAZON_VC_FACTORING_LOAN' },
  applyCreditGrant: {
    ...known,
    referenceNo: 'REF_OF_CUSTOMER',
    invoiceDate: '20260101',
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [{ invoiceNo: 'INVOICE_1', invoiceAmount: { currency: 'USD', value: 1 } }],
  },
  inquiryCreditGrant: { referenceNo: 'REF_OF_CUSTOMER' },
  submitAttachment: attachmentBody(),
  inquiryAvailableQuota: {
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'USER_GOOD',
    currency: 'USD',
  },
  queryBudgetAccountInfo: {},
};
