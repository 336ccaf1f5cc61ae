import { limitRaised } from '../shared/domain/ledger.ts';
import type { Tenant } from '../shared/domain/tenant.ts';
import { type NewFacility, openFacility } from '../shared/store/facility-store.ts';
import { itemKeys } from '../shared/store/item-key.ts';
import { appendEvent } from '../shared/store/ledger-store.ts';
import type { Item, Table, Transaction } from '../shared/store/table.ts';
import { attachmentBody } from './builders.ts';
import type { Instance } from './instance.ts';
import type { MemoryTable } from './memory-table.ts';
import { clientId } from './signed-event.ts';

/** The partner's own account, and a customer that it manages. */
export const own: Tenant = { clientId };
export const customer: Tenant = { clientId, customerId: 'CUSTOMER_1' };

/** Bounds that bound nothing. */
export const unbounded = { signal: new AbortController().signal, assertInTime: () => undefined };

/** Writes rows past the functions, as the back office would; fails when a condition does. */
export async function write(table: Table, transaction: Transaction): Promise<void> {
  const outcome = await table.write(transaction, unbounded);
  if (!outcome.committed) throw new Error(`not written: ${[...outcome.failed].join()}`);
}

const productCode = 'AMAZON_VC_FACTORING_LOAN';

/** A facility of 10,000.00 USD that advances 80 % and has up to 5,000.00 decided by rule. */
export function newFacility(changes: Partial<NewFacility> = {}): NewFacility {
  return {
    productCode,
    currency: 'USD',
    contract: 'SIGNED',
    creditLimitMinor: 1_000_000n,
    payeeCodes: ['PAYEE_1'],
    vcCodes: ['VC_1'],
    terms: {
      advanceRateBasisPoints: 8_000n,
      maxInvoiceAgeDays: 90,
      maxDaysToDue: 180,
      reviewThresholdMinor: 500_000n,
      grantTermDays: 30,
      annualPercentageRate: '0.05',
    },
    ...changes,
  };
}

/** Opens a facility, of the partner's own account unless another tenant is given. */
export function openOwnFacility(
  table: Table,
  changes: Partial<NewFacility> = {},
  tenant = own,
): Promise<void> {
  const facility = newFacility(changes);
  const opened = appendEvent(tenant, {
    eventId: `${productCode}:opened`,
    type: 'facility.opened',
    subject: productCode,
    at: 0,
    actor: 'test',
    reason: 'a stage',
    currency: facility.currency,
    entries: limitRaised(facility.creditLimitMinor),
  });
  return write(table, { facility: openFacility(tenant, facility, 0), opened });
}

/** The facility's item as it is stored. */
export function facilityItem(memory: MemoryTable, tenant = own): Item {
  const { pk, sk } = itemKeys.facility(tenant, productCode);
  const item = memory.items().find((found) => found['pk'] === pk && found['sk'] === sk);
  if (item === undefined) throw new Error('no facility');
  return item;
}

/** Changes attributes of the facility's item past every condition. */
export function bendFacility(memory: MemoryTable, changes: Item, tenant = own): void {
  const item = { ...facilityItem(memory, tenant), ...changes };
  memory.place(itemKeys.facility(tenant, productCode), item);
}

/** How many items there are of each kind, by the first part of the sort key. */
export function itemCounts(memory: MemoryTable): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { sk } of memory.items()) {
    const kind = String(sk).split('#')[0] ?? '';
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** Submits a file and gives its key. */
export async function submitFile(
  instance: Pick<Instance, 'call'>,
  attachmentId = 'A1',
): Promise<string> {
  const answer = await instance.call('submitAttachment', attachmentBody({ attachmentId }));
  return String(answer.body.attachmentInfo.fileKey);
}

/** An application on one invoice of 100.00 USD, of which 80.00 are applied for. */
export function application(fileKey: string, changes: Readonly<Record<string, unknown>> = {}) {
  const referenceNo = String(changes['referenceNo'] ?? 'REF_1');
  return {
    referenceNo,
    payeeCode: 'PAYEE_1',
    vcCode: 'VC_1',
    invoiceDate: '20261119',
    timeZone: 'UTC',
    attachmentFile: { fileName: 'invoice.pdf', fileKey },
    invoiceInfoList: [invoice(`INV-${referenceNo}`)],
    ...changes,
  };
}

/** An invoice of 100.00 USD, or of another amount. */
export function invoice(invoiceNo: string, value = '10000') {
  return { invoiceNo, invoiceAmount: { currency: 'USD', value }, invoiceDueDate: '20270120' };
}

/** An instance with a facility and a submitted file; `body` makes applications that rest on it. */
export async function stagedInstance(instance: Instance, changes: Partial<NewFacility> = {}) {
  await openOwnFacility(instance.memory, changes);
  const fileKey = await submitFile(instance);
  instance.table.reads.length = 0;
  instance.table.writes.length = 0;
  instance.puts.length = 0;
  const body = (more: Readonly<Record<string, unknown>> = {}) => application(fileKey, more);
  return { ...instance, fileKey, body };
}
