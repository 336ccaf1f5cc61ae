import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import { openBudgetAccounts } from '../../shared/store/budget-account-store.ts';
import { openFxAccount } from '../../shared/store/fx-quota-store.ts';
import { attachmentBody } from '../builders.ts';
import type { MemoryTable } from '../memory-table.ts';
import { write } from '../stage-rows.ts';
import { applicationOf, apply, newBase, stageOn, tenants } from './stage.ts';

/** A table on which every tenant has all that the sound requests ask for. */
export async function newFullBase(): Promise<MemoryTable> {
  const stage = stageOn(await newBase(true));
  for (const tenant of tenants) {
    await apply(stage, tenant, { referenceNo: 'REF_DONE' });
    await write(stage.memory, {
      account: openFxAccount(tenant, { accumulationMethod: 'USER_ID', accumulationId: 'USER_1' }),
      budget: openBudgetAccounts(tenant, {
        accounts: [],
        accountLimit: 3,
        contractStatus: 'SIGNED',
      }),
    });
  }
  return stage.memory;
}

/** A request of each endpoint that succeeds for a tenant of that table. */
export function soundBody(api: ApiName, tenant: Tenant): Readonly<Record<string, unknown>> {
  return soundBodies[api](tenant);
}

const soundBodies: Readonly<Record<ApiName, (tenant: Tenant) => Record<string, unknown>>> = {
  queryCreditQuota: () => ({ productCode: 'AMAZON_VC_FACTORING_LOAN' }),
  applyCreditGrant: (tenant) => applicationOf(tenant, { referenceNo: 'REF_NEW' }),
  inquiryCreditGrant: () => ({ referenceNo: 'REF_DONE' }),
  submitAttachment: () => attachmentBody({ attachmentId: 'FILE_NEW' }),
  inquiryAvailableQuota: () => ({
    quotaAccumulationMethod: 'USER_ID',
    quotaAccumulationId: 'USER_1',
    currency: 'USD',
  }),
  queryBudgetAccountInfo: () => ({}),
};
