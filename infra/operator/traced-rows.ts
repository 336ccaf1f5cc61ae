import * as z from 'zod/mini';
import type { CreditGrant, Reference } from '../../shared/domain/credit-grant.ts';
import type { Drawdown } from '../../shared/domain/drawdown.ts';
import { productCodes } from '../../shared/domain/facility.ts';
import type { LedgerEvent } from '../../shared/domain/ledger.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { eachItem } from '../../shared/runtime/recount.ts';
import { creditGrantByNoRef, referenceRef } from '../../shared/store/credit-grant-store.ts';
import { itemKeys } from '../../shared/store/item-key.ts';
import { ledgerEventRow } from '../../shared/store/ledger-store.ts';
import { drawdownRow } from '../../shared/store/loan-store.ts';
import { parseItem, type Ref, readRows, refTo } from '../../shared/store/row.ts';
import { applicationRef, type StoredApplication } from '../../shared/store/stored-application.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import { type RefusedEvent, readRefusedEvents } from './refused-events.ts';

/** An application as its row is, and since when it is there. */
export interface TracedGrant extends CreditGrant {
  readonly createdAt: number;
}

/** Everything that is kept about one application. */
export interface Traced {
  readonly grant: TracedGrant;
  readonly reference: Reference | undefined;
  readonly stored: StoredApplication | undefined;
  readonly events: readonly LedgerEvent[];
  readonly refused: readonly RefusedEvent[];
  /** Who has each of its invoices now: a credit grant number, or nobody. */
  readonly claims: readonly (readonly [invoiceNo: string, holder: string | undefined])[];
  readonly drawdowns: readonly Drawdown[];
}

const createdRow = z.object({ createdAt: z.bigint() });
const claimRow = z.object({ creditGrantNo: z.string() });

/** Where an application is kept, together with when it came. */
export function tracedGrantRef(tenant: Tenant, creditGrantNo: string): Ref<TracedGrant> {
  const { key, parse } = creditGrantByNoRef(tenant, creditGrantNo);
  return {
    key,
    parse(item) {
      return { ...parse(item), createdAt: Number(parseItem(createdRow, item).createdAt) };
    },
  };
}

/** Reads what is kept about an application beside its own row. */
export async function readTraced(
  table: Table,
  tenant: Tenant,
  grant: TracedGrant,
  bounds: CallBounds,
): Promise<Traced> {
  const { creditGrantNo, referenceNo } = grant;
  const refs = {
    reference: referenceRef(tenant, referenceNo),
    stored: applicationRef(tenant, creditGrantNo),
  };
  const { reference, stored } = await readRows(table, refs, bounds);
  const events = await eventsOf(table, tenant, grant, bounds);
  const refused = await readRefusedEvents(table, tenant, grant, bounds);
  const claims = await claimsOf(table, tenant, stored, bounds);
  const drawdowns: Drawdown[] = [];
  await eachItem(table, tenant, 'DRAWDOWN#', bounds, (item) => {
    const drawdown = parseItem(drawdownRow, item);
    if (drawdown.creditGrantNo === creditGrantNo) drawdowns.push(drawdown);
  });
  return { grant, reference, stored, events, refused, claims, drawdowns };
}

async function eventsOf(
  table: Table,
  tenant: Tenant,
  { creditGrantNo, state }: CreditGrant,
  bounds: CallBounds,
): Promise<LedgerEvent[]> {
  const found: LedgerEvent[] = [];
  await eachItem(table, tenant, `EVENT#${creditGrantNo}:`, bounds, (item) => {
    found.push(parseItem(ledgerEventRow, item));
  });
  await eachItem(table, tenant, 'EVENT#posted:', bounds, (item) => {
    const event = parseItem(ledgerEventRow, item);
    if (event.creditGrantNo === creditGrantNo) found.push(event);
  });
  if (state.status !== 'SUCCESS') return found;
  // All that expires at one instant leaves the facility by one event.
  const eventId = `${productCodes[0]}:expired:${state.expiresAt}`;
  const refs = { expiry: refTo(itemKeys.ledgerEvent(tenant, eventId), ledgerEventRow) };
  const { expiry } = await readRows(table, refs, bounds);
  return expiry === undefined ? found : [...found, expiry];
}

async function claimsOf(
  table: Table,
  tenant: Tenant,
  stored: StoredApplication | undefined,
  bounds: CallBounds,
): Promise<Traced['claims']> {
  if (stored === undefined) return [];
  const { vcCode, invoiceInfoList } = stored.application;
  const numbers = invoiceInfoList.map(({ invoiceNo }) => invoiceNo);
  const refs = numbers.map((invoiceNo): [string, Ref<z.output<typeof claimRow>>] => [
    invoiceNo,
    refTo(itemKeys.invoiceClaim(tenant, vcCode, invoiceNo), claimRow),
  ]);
  const rows = await readRows(table, Object.fromEntries(refs), bounds);
  return numbers.map((invoiceNo) => [invoiceNo, rows[invoiceNo]?.creditGrantNo] as const);
}
