import { type Difference, differing, type Line } from '../domain/books.ts';
import { type CreditGrant, isLive } from '../domain/credit-grant.ts';
import type { Tenant } from '../domain/tenant.ts';
import { creditGrantByNoRef, referenceRef } from '../store/credit-grant-store.ts';
import { claimRow, invoiceClaimRef } from '../store/invoice-claim-store.ts';
import { parseItem, type Ref } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { CallBounds, Item, Table } from '../store/table.ts';
import { readAll } from './read-all.ts';

type ClaimRef = ReturnType<typeof invoiceClaimRef>;

/**
 * What live grants have lost of the rows that they come with: the reference that is theirs, the
 * application to decide on and to free its invoices by, a claim on each of its invoices.
 */
export async function lostRows(
  table: Table,
  tenant: Tenant,
  live: readonly CreditGrant[],
  bounds: CallBounds,
): Promise<Difference[]> {
  const referenceRefs = live.map(({ referenceNo }) => referenceRef(tenant, referenceNo));
  const references = await readAll(table, referenceRefs, bounds);
  const contentRefs = live.map(({ creditGrantNo }) => contentRef(tenant, creditGrantNo));
  const contents = await readAll(table, contentRefs, bounds);
  const claimRefs = contents.flatMap((ofGrant) => ofGrant ?? []);
  const claims = await readAll(table, claimRefs, bounds);
  const lines: Line[] = [];
  let at = 0;
  for (const [index, { creditGrantNo }] of live.entries()) {
    const reference = references[index];
    const owned = reference?.status === 'OWNED' && reference.creditGrantNo === creditGrantNo;
    const content = contents[index];
    const invoices = content?.length ?? 0;
    const claimed = claims.slice(at, at + invoices);
    const own = claimed.filter((claim) => claim?.creditGrantNo === creditGrantNo).length;
    at += invoices;
    lines.push(
      [`grant ${creditGrantNo} references of its own`, owned ? 1n : 0n, 1n],
      [`grant ${creditGrantNo} applications that can be read`, content ? 1n : 0n, 1n],
      [`grant ${creditGrantNo} invoices claimed`, BigInt(own), BigInt(invoices)],
    );
  }
  return differing(lines);
}

/** Finds the claims on invoices that are for no live grant: nobody can have those financed. */
export class DeadClaims {
  readonly #table: Table;
  readonly #tenant: Tenant;
  readonly #byHolder = new Map<string, bigint>();

  constructor(table: Table, tenant: Tenant) {
    this.#table = table;
    this.#tenant = tenant;
  }

  /** Adds a page of claims. */
  async add(items: readonly Item[], bounds: CallBounds): Promise<void> {
    const holders = items.map((item) => parseItem(claimRow, item).creditGrantNo);
    const distinct = [...new Set(holders)];
    const refs = distinct.map((holder) => creditGrantByNoRef(this.#tenant, holder));
    const grants = await readAll(this.#table, refs, bounds);
    const live = new Set(grants.flatMap((one) => (one && isLive(one) ? one.creditGrantNo : [])));
    for (const holder of holders) {
      if (!live.has(holder)) this.#byHolder.set(holder, (this.#byHolder.get(holder) ?? 0n) + 1n);
    }
  }

  differences(): Difference[] {
    return differing(
      [...this.#byHolder].map(([holder, claims]): Line => {
        return [`invoices claimed for ${holder}, which is no live grant`, claims, 0n];
      }),
    );
  }
}

/**
 * The claims that an application's invoices are to have. One that cannot be read is as good as lost,
 * and must not hide what else there is to find.
 */
function contentRef(tenant: Tenant, creditGrantNo: string): Ref<ClaimRef[] | undefined> {
  const { key, parse } = applicationRef(tenant, creditGrantNo);
  return {
    key,
    parse(item) {
      try {
        const { vcCode, invoiceInfoList } = parse(item).application;
        return invoiceInfoList.map(({ invoiceNo }) => invoiceClaimRef(tenant, vcCode, invoiceNo));
      } catch {
        return undefined;
      }
    },
  };
}
