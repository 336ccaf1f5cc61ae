import { productCodes } from '../domain/facility.ts';
import type { FxAccount, FxQuotaName } from '../domain/fx-quota.ts';
import type { Tenant } from '../domain/tenant.ts';
import { attachmentRef, fileKeyOf } from './attachment-store.ts';
import { budgetAccountsRef } from './budget-account-store.ts';
import { creditGrantRef, referenceRef } from './credit-grant-store.ts';
import { facilityRef } from './facility-store.ts';
import { fxAccountRef, fxQuotaRef } from './fx-quota-store.ts';

/** Names a tenant's items. An operation has these and no others: it cannot name a stranger's. */
export type TenantRefs = ReturnType<typeof tenantRefs>;

/** Binds the makers of refs to one tenant. */
export function tenantRefs(tenant: Tenant) {
  return {
    facility: (productCode: string) => facilityRef(tenant, productCode),
    reference: (referenceNo: string) => referenceRef(tenant, referenceNo),
    /** All that an application is decided on, to be read at once. */
    application: (referenceNo: string, fileKey: string) => ({
      reference: referenceRef(tenant, referenceNo),
      grant: creditGrantRef(tenant, referenceNo),
      facility: facilityRef(tenant, productCodes[0]),
      attachment: attachmentRef(tenant, fileKey),
    }),
    creditGrant: (referenceNo: string) => creditGrantRef(tenant, referenceNo),
    attachment: (fileKey: string) => attachmentRef(tenant, fileKey),
    attachmentOf: (attachmentId: string) => attachmentRef(tenant, fileKeyOf(tenant, attachmentId)),
    fxAccount: (account: FxAccount) => fxAccountRef(tenant, account),
    fxQuota: (name: FxQuotaName) => fxQuotaRef(tenant, name),
    budgetAccounts: () => budgetAccountsRef(tenant),
  } as const;
}
