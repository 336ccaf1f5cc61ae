import * as z from 'zod/mini';
import type { Application } from '../domain/decision.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo } from './row.ts';
import {
  type Action,
  absent,
  type CallBounds,
  equals,
  type Outcome,
  type Table,
  type Transaction,
} from './table.ts';

/** Begins the name of each part of a transaction that claims an invoice. */
const claimPrefix = 'claim ';
/** Begins the name of each part of a transaction that gives an invoice back. */
const releasePrefix = 'release ';

type Invoices = Pick<Application, 'vcCode' | 'invoiceInfoList'>;

/** Which grant an invoice backs, as it is stored. */
export const claimRow = z.object({ creditGrantNo: z.string() });

/** Where it is kept which grant an invoice backs. */
export function invoiceClaimRef(
  tenant: Tenant,
  vcCode: string,
  invoiceNo: string,
): Ref<z.output<typeof claimRow>> {
  return refTo(itemKeys.invoiceClaim(tenant, vcCode, invoiceNo), claimRow);
}

/** The parts of a transaction that claim invoices for a grant: no other can have them meanwhile. */
export function claims(
  tenant: Tenant,
  { vcCode, invoiceInfoList }: Invoices,
  creditGrantNo: string,
): Transaction {
  const parts = invoiceInfoList.map(({ invoiceNo }, at): [string, Action] => [
    // By its place: an engine keeps every name that a member ever had.
    `${claimPrefix}${at}`,
    {
      action: 'put',
      key: itemKeys.invoiceClaim(tenant, vcCode, invoiceNo),
      item: { creditGrantNo },
      when: [absent],
    },
  ]);
  return Object.fromEntries(parts);
}

/** Whether nothing stood in the way but invoices that back another grant. */
export function onlyClaimsFailed(failed: ReadonlySet<string>): boolean {
  return [...failed].every((name) => name.startsWith(claimPrefix));
}

/** The parts of a transaction that give a grant's invoices back, as far as they are still its. */
export function claimReleases(
  tenant: Tenant,
  { vcCode, invoiceInfoList }: Invoices,
  creditGrantNo: string,
): Transaction {
  const parts = invoiceInfoList.map(({ invoiceNo }): [string, Action] => [
    `${releasePrefix}${invoiceNo}`,
    {
      action: 'delete',
      key: itemKeys.invoiceClaim(tenant, vcCode, invoiceNo),
      when: [equals('creditGrantNo', creditGrantNo)],
    },
  ]);
  return Object.fromEntries(parts);
}

/**
 * Writes a transaction that may give invoices back. One that is not this grant's any more is left
 * out: a claim that was lost must not keep for ever what the rest of the transaction frees.
 */
export async function writeReleasing(
  table: Table,
  transaction: Transaction,
  bounds: CallBounds,
): Promise<Outcome> {
  const outcome = await table.write(transaction, bounds);
  if (outcome.committed || ![...outcome.failed].every(isRelease)) return outcome;
  const rest = Object.entries(transaction).filter(([name]) => !outcome.failed.has(name));
  return table.write(Object.fromEntries(rest), bounds);
}

function isRelease(part: string): boolean {
  return part.startsWith(releasePrefix);
}
