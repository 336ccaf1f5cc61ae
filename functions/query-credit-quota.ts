import { queryCreditQuota as row } from '../shared/catalogue/credit.ts';
import { loanQuotaAt } from '../shared/domain/facility.ts';
import { toAmount } from '../shared/domain/money.ts';
import { Refusal } from '../shared/domain/refusal.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';

/** What may still be drawn: the four sums of one facility, read as one item. */
export const queryCreditQuota: Operation<typeof row> = async ({ productCode }, call) => {
  const { facility } = await call.read({ facility: call.refs.facility(productCode) });
  if (facility === undefined) throw new Refusal('QUOTA_QUERY_FAILED');
  if (facility.status === 'CLOSED') throw new Refusal('PROCESS_FAIL', 'The facility is closed.');
  const { currency, creditLimitMinor } = facility;
  const quota = loanQuotaAt(facility, call.now);
  return {
    productCode,
    capLimitTotalAmount: toAmount(currency, creditLimitMinor),
    grantTotalAmount: toAmount(currency, quota.grantedMinor),
    unpaidTotalAmount: toAmount(currency, quota.outstandingMinor),
    availableTotalAmount: toAmount(currency, quota.availableMinor),
    productStatus: quota.overdue ? 'OVD' : 'NORMAL',
  };
};

export const handler = endpointHandler(row, queryCreditQuota, liveDeps);
