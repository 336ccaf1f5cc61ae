import { applyCreditGrant } from '../../functions/apply-credit-grant.ts';
import { inquiryAvailableQuota } from '../../functions/inquiry-available-quota.ts';
import { inquiryCreditGrant } from '../../functions/inquiry-credit-grant.ts';
import { queryBudgetAccountInfo } from '../../functions/query-budget-account-info.ts';
import { queryCreditQuota } from '../../functions/query-credit-quota.ts';
import { submitAttachment } from '../../functions/submit-attachment.ts';
import * as account from '../../shared/catalogue/account.ts';
import * as credit from '../../shared/catalogue/credit.ts';
import type { ApiName, Endpoint } from '../../shared/catalogue/endpoint.ts';
import * as worldcard from '../../shared/catalogue/worldcard.ts';
import { Refusal } from '../../shared/domain/refusal.ts';
import type { Deps } from '../../shared/runtime/deps.ts';
import {
  endpointHandler,
  type GatewayHandler,
  type Operation,
} from '../../shared/runtime/endpoint-handler.ts';
import { liveApplyDeps } from '../../shared/runtime/live-apply-deps.ts';
import { liveBucketDeps } from '../../shared/runtime/live-bucket-deps.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { magicPrefix } from './sandbox-grammar.ts';
import type { Occasion } from './sandbox-occasion.ts';
import { bendOperation } from './sandbox-operation.ts';

/** What the functions of one request stand on, in place of what they stand on otherwise. */
export interface Bending {
  readonly occasion: Occasion;
  /** How far the client's business is ahead of the clock. */
  readonly aheadMs: number;
  bendDeps(deps: Deps): Deps;
}

/** Makes the handler of one request. */
type HandlerMaker = (bending: Bending) => GatewayHandler;

function bent<E extends Endpoint>(row: E, operation: Operation<E>, live: () => Deps): HandlerMaker {
  return ({ occasion, aheadMs, bendDeps }) => {
    const deps = bendDeps(live());
    return endpointHandler(row, bendOperation(operation, occasion, aheadMs), () => deps);
  };
}

/** A magic id is no account that anyone has: it is one with nothing left. */
const quotaOfMagic: Operation<typeof account.inquiryAvailableQuota> = async (request, call) => {
  try {
    return await inquiryAvailableQuota(request, call);
  } catch (error) {
    const isUnknown = error instanceof Refusal && error.code === 'ACCOUNT_NOT_EXIST';
    if (!isUnknown || !request.quotaAccumulationId.startsWith(magicPrefix)) throw error;
    const { quotaAccumulationMethod, quotaAccumulationId, currency, tradeType } = request;
    return {
      quotaAccumulationMethod,
      quotaAccumulationId,
      availableQuota: { currency, value: '0' },
      ...(tradeType !== undefined && { tradeType }),
    };
  }
};

/**
 * The functions of the six APIs as the sandbox bends them: row, operation and dependencies are
 * those of `functions/`, the chain around them is the one that is deployed.
 */
export const bentFunctions: Readonly<Record<ApiName, HandlerMaker>> = {
  queryCreditQuota: bent(credit.queryCreditQuota, queryCreditQuota, liveDeps),
  applyCreditGrant: bent(credit.applyCreditGrant, applyCreditGrant, liveApplyDeps),
  inquiryCreditGrant: bent(credit.inquiryCreditGrant, inquiryCreditGrant, liveDeps),
  submitAttachment: bent(account.submitAttachment, submitAttachment, liveBucketDeps),
  inquiryAvailableQuota: bent(account.inquiryAvailableQuota, quotaOfMagic, liveDeps),
  queryBudgetAccountInfo: bent(worldcard.queryBudgetAccountInfo, queryBudgetAccountInfo, liveDeps),
};
