import { canonicalJson } from './canonical-json.ts';

/**
 * The one text of an application's content, to be hashed and compared: parsed, so that key order,
 * blanks and `100` against `"100"` make no difference; nor does the order of its invoices.
 */
export function applicationContent(
  request: Readonly<Record<string, unknown>> & { readonly invoiceInfoList: readonly unknown[] },
): string {
  const invoices = request.invoiceInfoList.map((invoice) => canonicalJson(invoice)).sort();
  const { invoiceInfoList: _, ...rest } = request;
  return canonicalJson({ ...rest, invoiceInfoList: invoices });
}
