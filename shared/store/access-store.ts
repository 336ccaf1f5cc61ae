import * as z from 'zod/mini';
import type { AccessToken, Customer, Tenant } from '../domain/tenant.ts';
import { hashContent } from './content-hash.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedNumber } from './row.ts';
import { type Action, absent, equals, type Transaction } from './table.ts';

const customerRow = z.object({ status: z.enum(['ACTIVE', 'SUSPENDED']) });

const tokenRow = z.object({
  customerId: z.optional(z.string()),
  scopes: z.array(z.string()),
  expiresAt: storedNumber,
  status: z.enum(['ACTIVE', 'REVOKED']),
});

/** Where the record of a client's customer is kept. */
export function customerRef(tenant: Tenant): Ref<Customer> {
  return refTo(itemKeys.customer(tenant), customerRow);
}

/** Where what is kept of a client's access token is found, by the token's hash. */
export function accessTokenRef(clientId: string, tokenHash: string): Ref<AccessToken> {
  return refTo(itemKeys.accessToken(clientId, tokenHash), tokenRow);
}

/** What a token is kept under: the table never holds a token that could be used. */
export function hashToken(token: string): string {
  return hashContent(token);
}

/** Records a customer of a client. */
export function addCustomer(tenant: Tenant, customer: Customer): Action {
  return {
    action: 'put',
    key: itemKeys.customer(tenant),
    item: { ...customer },
    when: [absent],
  };
}

/** Records a token for a client, by its hash. */
export function addAccessToken(clientId: string, tokenHash: string, token: AccessToken): Action {
  return {
    action: 'put',
    key: itemKeys.accessToken(clientId, tokenHash),
    item: { ...token },
    when: [absent],
  };
}

/** Revokes a token that is active. */
export function revokeAccessToken(clientId: string, tokenHash: string): Action {
  return {
    action: 'update',
    key: itemKeys.accessToken(clientId, tokenHash),
    changes: [{ change: 'set', path: 'status', value: 'REVOKED' }],
    when: [equals('status', 'ACTIVE')],
  };
}

/** The part of a transaction that records a customer seen for the first time, if it is one. */
export function ensureCustomer(tenant: Tenant, known: Customer | undefined): Transaction {
  if (known !== undefined || tenant.customerId === undefined) return {};
  return { customer: addCustomer(tenant, { status: 'ACTIVE' }) };
}
