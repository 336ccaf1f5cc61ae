import { queryCreditQuota as row } from '../../../shared/catalogue/credit.ts';
import type { Item } from '../../../shared/store/table.ts';

/** The least that answers the query: parse, validate, read the row, sum up, validate, write. */
export function answerOf(body: string, facility: Item | undefined): string {
  const request = row.request.parse(JSON.parse(body));
  if (facility === undefined) throw new Error('no facility');
  const amount = (name: string) => ({ currency: 'USD', value: String(facility[name]) });
  const answer = row.response.parse({
    productCode: request.productCode,
    capLimitTotalAmount: amount('creditLimitMinor'),
    grantTotalAmount: amount('grantedMinor'),
    unpaidTotalAmount: amount('outstandingMinor'),
    availableTotalAmount: amount('grantedMinor'),
    productStatus: 'NORMAL',
  });
  const result = { resultStatus: 'S', resultCode: 'SUCCESS', resultMessage: 'Success.' };
  return JSON.stringify({ result, ...answer });
}
