import * as z from 'zod/mini';
import type { CreditGrant } from '../../shared/domain/credit-grant.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { eachItem } from '../../shared/runtime/recount.ts';
import { parseItem, storedNumber } from '../../shared/store/row.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';

const refusedRow = z.object({
  eventId: z.string(),
  content: z.string(),
  reason: z.string(),
  at: storedNumber,
});
const refusedContent = z.object({
  type: z.string(),
  actor: z.string(),
  data: z.object({
    creditGrantNo: z.optional(z.string()),
    referenceNo: z.optional(z.string()),
  }),
});

const unreadable: z.output<typeof refusedContent> = {
  type: 'unreadable event',
  actor: 'somebody',
  data: {},
};

/** An event of the back office that could not be posted. */
export interface RefusedEvent {
  readonly eventId: string;
  readonly at: number;
  readonly type: string;
  readonly actor: string;
  readonly reason: string;
}

/** A tenant's refused events in the order of time: those that named an application, or all. */
export async function readRefusedEvents(
  table: Table,
  tenant: Tenant,
  grant: Pick<CreditGrant, 'creditGrantNo' | 'referenceNo'> | undefined,
  bounds: CallBounds,
): Promise<RefusedEvent[]> {
  const found: RefusedEvent[] = [];
  await eachItem(table, tenant, 'REFUSED-EVENT#', bounds, (item) => {
    const { eventId, content, reason, at } = parseItem(refusedRow, item);
    const read = refusedContent.safeParse(jsonOf(content));
    // It was refused because it could not be read: what it is about is not known.
    const { type, actor, data } = read.data ?? unreadable;
    const isOurs =
      grant === undefined ||
      data.creditGrantNo === grant.creditGrantNo ||
      data.referenceNo === grant.referenceNo;
    if (isOurs) found.push({ eventId, at, type, actor, reason });
  });
  return found.sort((left, right) => left.at - right.at);
}

/** What is kept of a long one is only its beginning, and no JSON. */
function jsonOf(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}
