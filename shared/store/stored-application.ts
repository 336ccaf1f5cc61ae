import * as z from 'zod/mini';
import type { Application } from '../domain/decision.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo } from './row.ts';

/** An application as it is kept for whoever decides on it later. */
export interface StoredApplication {
  readonly application: Application;
  /** All that was sent, as one text. */
  readonly content: string;
}

const amount = z.object({ currency: z.string(), value: z.string() });
const invoice = z.object({
  invoiceNo: z.string(),
  invoiceAmount: amount,
  invoiceDueDate: z.optional(z.string()),
});
const application = z.object({
  referenceNo: z.string(),
  payeeCode: z.string(),
  vcCode: z.string(),
  invoiceDate: z.string(),
  timeZone: z.string(),
  attachmentFile: z.object({ fileKey: z.string() }),
  // Each invoice is a text of its own, so that their order makes no difference to the content.
  invoiceInfoList: z.array(z.pipe(z.string(), z.transform(parseJson))),
});

const applicationRow = z.pipe(
  z.object({ content: z.string() }),
  z.transform(({ content }): StoredApplication => {
    const parsed = application.safeParse(parseJson(content));
    const invoices = z.array(invoice).safeParse(parsed.data?.invoiceInfoList);
    if (!parsed.success || !invoices.success) throw unreadable();
    return { content, application: { ...parsed.data, invoiceInfoList: invoices.data } };
  }),
);

/** Where the content of an application is kept. */
export function applicationRef(tenant: Tenant, creditGrantNo: string): Ref<StoredApplication> {
  return refTo(itemKeys.application(tenant, creditGrantNo), applicationRow);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

/** Without a cause, which would quote what a partner wrote. */
function unreadable(): StoredDataFault {
  return new StoredDataFault('the stored content of an application does not parse');
}
