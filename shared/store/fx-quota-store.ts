import * as z from 'zod/mini';
import type { FxAccount, FxQuota, FxQuotaName } from '../domain/fx-quota.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedMinor } from './row.ts';
import { type Action, absent } from './table.ts';

const accountRow = z.object({ accumulationMethod: z.string(), accumulationId: z.string() });
const quotaRow = z.object({ availableMinor: storedMinor });

/** Where it is kept that a tenant has an account to accumulate a quota by. */
export function fxAccountRef(tenant: Tenant, account: FxAccount): Ref<unknown> {
  return refTo(itemKeys.fxAccount(tenant, account), accountRow);
}

/** Where one quota of a tenant is kept. */
export function fxQuotaRef(tenant: Tenant, name: FxQuotaName): Ref<FxQuota> {
  return refTo(itemKeys.fxQuota(tenant, name), quotaRow);
}

/** Records an account; it has no quota yet. */
export function openFxAccount(tenant: Tenant, account: FxAccount): Action {
  const { accumulationMethod, accumulationId } = account;
  return {
    action: 'put',
    key: itemKeys.fxAccount(tenant, account),
    item: { accumulationMethod, accumulationId },
    when: [absent],
  };
}

/** Opens a quota with what has been credited to it so far, in minor units. */
export function openFxQuota(tenant: Tenant, name: FxQuotaName, availableMinor: bigint): Action {
  return {
    action: 'put',
    key: itemKeys.fxQuota(tenant, name),
    item: { ...name, availableMinor },
    when: [absent],
  };
}
