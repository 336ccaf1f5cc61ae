import * as z from 'zod/mini';
import { attemptOf, type CreditGrant, failCodes, type Reference } from '../domain/credit-grant.ts';
import type { Tenant } from '../domain/tenant.ts';
import { hashContent } from './content-hash.ts';
import { shardOf } from './index-keys.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedMinor, storedNumber } from './row.ts';
import { type Action, absent, type Condition, equals, type Item } from './table.ts';

const grantFields = {
  creditGrantNo: z.string(),
  referenceNo: z.string(),
  amountMinor: storedMinor,
  currency: z.string(),
  annualPercentageRate: z.string(),
  decideBy: storedNumber,
};

/** An application as it is stored. */
export const grantRow = z.pipe(
  z.discriminatedUnion('status', [
    z.object({
      ...grantFields,
      status: z.literal('ACCEPTED'),
      waitsFor: z.enum(['REVIEW', 'DECISION']),
      attempts: storedNumber,
      nextDueAt: storedNumber,
    }),
    z.object({ ...grantFields, status: z.literal('FAILED'), failCode: z.enum(failCodes) }),
    z.object({
      ...grantFields,
      status: z.literal('SUCCESS'),
      dueDate: z.string(),
      expiresAt: storedNumber,
      unusedMinor: storedMinor,
      outstandingMinor: storedMinor,
      expired: z.boolean(),
    }),
  ]),
  z.transform(({ creditGrantNo, referenceNo, amountMinor, currency, ...rest }): CreditGrant => {
    const { annualPercentageRate, decideBy, ...state } = rest;
    return {
      creditGrantNo,
      referenceNo,
      amountMinor,
      currency,
      annualPercentageRate,
      decideBy,
      state,
    };
  }),
);

const referenceRow = z.discriminatedUnion('status', [
  z.object({ status: z.literal('OWNED'), contentHash: z.string(), creditGrantNo: z.string() }),
  z.object({
    status: z.literal('REFUSED'),
    attempt: storedNumber,
    at: z._default(storedNumber, 0),
  }),
]);

/** Where it is kept what became of a reference number. */
export function referenceRef(tenant: Tenant, referenceNo: string): Ref<Reference> {
  return refTo(itemKeys.reference(tenant, referenceNo), referenceRow);
}

/** Where an application is kept, by its own number. */
export function creditGrantByNoRef(tenant: Tenant, creditGrantNo: string): Ref<CreditGrant> {
  return refTo(itemKeys.creditGrant(tenant, creditGrantNo), grantRow);
}

/** Where the application of a reference number is kept. */
export function creditGrantRef(tenant: Tenant, referenceNo: string): Ref<CreditGrant> {
  return refTo(itemKeys.creditGrant(tenant, creditGrantNoOf(tenant, referenceNo)), grantRow);
}

/**
 * The one credit grant number that a reference number can ever have. Derived, so that application
 * and reference are found in one read, and an execution that is repeated names the same grant.
 */
export function creditGrantNoOf(tenant: Tenant, referenceNo: string): string {
  const name = JSON.stringify([tenant.clientId, tenant.customerId ?? null, referenceNo]);
  return `CG${hashContent(name).slice(0, 32).toUpperCase()}`;
}

/** The reference is as it was read, and not owned: free, or refused no more often than then. */
function stillFree(read: Reference | undefined): readonly Condition[] {
  if (read === undefined) return [absent];
  return [equals('status', 'REFUSED'), equals('attempt', attemptOf(read))];
}

/** Gives a reference number, for ever, to an application. */
export function ownReference(
  tenant: Tenant,
  grant: CreditGrant,
  contentHash: string,
  read: Reference | undefined,
): Action {
  return {
    action: 'put',
    key: itemKeys.reference(tenant, grant.referenceNo),
    item: { status: 'OWNED', contentHash, creditGrantNo: grant.creditGrantNo },
    when: stillFree(read),
  };
}

/** Counts a refused attempt, so that no earlier execution of the reference can commit any more. */
export function refuseReference(
  tenant: Tenant,
  referenceNo: string,
  read: Reference | undefined,
  at: number,
): Action {
  return {
    action: 'put',
    key: itemKeys.reference(tenant, referenceNo),
    item: { status: 'REFUSED', attempt: attemptOf(read) + 1, at },
    when: stillFree(read),
  };
}

/** Stores an application that has just been accepted or decided. */
export function putCreditGrant(tenant: Tenant, grant: CreditGrant, createdAt: number): Action {
  const { state, ...fields } = grant;
  return {
    action: 'put',
    key: itemKeys.creditGrant(tenant, grant.creditGrantNo),
    item: { ...fields, ...state, ...indexed(tenant, state), createdAt },
    when: [absent],
  };
}

/** Keeps an application's content, for whoever decides on it later and for the record. */
export function putApplication(tenant: Tenant, creditGrantNo: string, content: string): Action {
  return {
    action: 'put',
    key: itemKeys.application(tenant, creditGrantNo),
    item: { content },
    when: [absent],
  };
}

/** What places an application in the index of those to be worked on, or of those to expire. */
export function indexed(tenant: Tenant, state: CreditGrant['state']): Item {
  const shard = shardOf(tenant);
  if (state.status === 'ACCEPTED') return { dueShard: shard };
  if (state.status === 'SUCCESS' && !state.expired) return { expiryShard: shard };
  return {};
}
