import { inquiryAvailableQuota as row } from '../shared/catalogue/account.ts';
import { toAmount } from '../shared/domain/money.ts';
import { Refusal } from '../shared/domain/refusal.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveDeps } from '../shared/runtime/live-deps.ts';

/** What may still be settled. A known account with nothing in that currency has zero. */
export const inquiryAvailableQuota: Operation<typeof row> = async (request, call) => {
  const {
    quotaAccumulationMethod: accumulationMethod,
    quotaAccumulationId: accumulationId,
    currency,
    tradeType,
  } = request;
  const { account, quota } = await call.read({
    account: call.refs.fxAccount({ accumulationMethod, accumulationId }),
    quota: call.refs.fxQuota({ accumulationMethod, accumulationId, currency, tradeType }),
  });
  if (account === undefined) throw new Refusal('ACCOUNT_NOT_EXIST');
  return {
    quotaAccumulationMethod: accumulationMethod,
    quotaAccumulationId: accumulationId,
    availableQuota: toAmount(currency, quota?.availableMinor ?? 0n),
    ...(tradeType !== undefined && { tradeType }),
  };
};

export const handler = endpointHandler(row, inquiryAvailableQuota, liveDeps);
