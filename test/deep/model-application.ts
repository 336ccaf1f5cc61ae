import { dayIn, type ModelApplication, wireDate, zones } from './model-grant.ts';
import type { ModelTenant } from './model-tenant.ts';
import type { Sides } from './model-world.ts';

/** Whole numbers that a step is made with. */
export type Picks = readonly number[];

const maxWorth = 10n ** 16n - 100_000n;

/** One of a list, by any whole number. */
export function pick<Entry>(entries: readonly Entry[], at: number | undefined): Entry {
  if (entries.length === 0) throw new Error('nothing to pick from');
  return entries[(at ?? 0) % entries.length] as Entry;
}

/** An application at an edge of what is allowed, or well within. */
export function newApplication(sides: Sides, tenant: ModelTenant, picks: Picks): ModelApplication {
  const [, reference, size, payee, zoneAt, age, due, , invoiceAt, count] = picks;
  const zone = pick(Object.keys(zones), zoneAt);
  const today = dayIn(zone, sides.world.clock.ms);
  const invoices = Array.from({ length: pick([1, 1, 1, 2, 3], count) }, (_, index) => {
    const offset = pick([...many(30, 12), undefined, undefined, 0, 60, 180, 181, -1], due);
    const no = `INV_${((invoiceAt ?? 0) + index) % 16}`;
    const value = index === 0 ? valueFor(sides, tenant, size ?? 0) : 10_000n;
    return offset === undefined ? { no, value } : { no, value, dueDay: today + offset };
  });
  return {
    referenceNo: `REF_${(reference ?? 0) % (tenant.grants.size + 4)}`,
    payeeCode: pick([...many('PAYEE_1', 15), 'PAYEE_2'], payee),
    vcCode: pick([...many('VC_1', 10), 'VC_2', 'VC_2', 'VC_3'], (payee ?? 0) >> 4),
    invoiceDay: today - pick([...many(1, 12), 0, 2, 89, 90, 91], age),
    zone,
    fileKey: pick([...many(tenant, 20), pick(sides.tenants, age)], (payee ?? 0) >> 8).fileKey,
    invoices,
  };
}

function many<Entry>(entry: Entry, times: number): Entry[] {
  return Array.from({ length: times }, () => entry);
}

/** The worth of an invoice, such that what is applied for is at an edge, or well within. */
function valueFor({ world }: Sides, tenant: ModelTenant, size: number): bigint {
  const { threshold, basisPoints } = tenant.terms;
  const { headroom } = tenant.seenAt(world.clock.ms);
  const stored = tenant.counters().headroom;
  const near = BigInt((size >> 4) % 3) - 1n;
  const edges = [
    1n,
    10_000n,
    50_000n,
    70_000n,
    20_000n,
    tenant.limit / 10n,
    tenant.limit / 4n,
    tenant.limit / 3n,
  ];
  const amount = pick([...edges, threshold + near, headroom + near, stored + near], size);
  const applied = amount > 0n ? amount : 1n;
  const worth = (applied * 10_000n + basisPoints - 1n) / basisPoints;
  // Invoices together stay within what the wire can carry.
  return worth < maxWorth ? worth : maxWorth;
}

/** An application as it is sent. */
export function wireOf(tenant: ModelTenant, application: ModelApplication) {
  const { referenceNo, payeeCode, vcCode, invoiceDay, zone, vendorName } = application;
  return {
    referenceNo,
    payeeCode,
    vcCode,
    invoiceDate: wireDate(invoiceDay),
    timeZone: zone,
    attachmentFile: { fileName: 'invoice.pdf', fileKey: application.fileKey },
    invoiceInfoList: application.invoices.map(({ no, value, dueDay }) => ({
      invoiceNo: no,
      invoiceAmount: { currency: tenant.terms.currency, value: `${value}` },
      ...(dueDay !== undefined && { invoiceDueDate: wireDate(dueDay) }),
    })),
    ...(vendorName !== undefined && { vendorName }),
  };
}
