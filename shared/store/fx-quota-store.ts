import * as z from 'zod/mini';
import type { FxAccount, FxQuota, FxQuotaName } from '../domain/fx-quota.ts';
import { maxMinor } from '../domain/money.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedMinor } from './row.ts';
import { type Action, absent, anyOf, atLeast, atMost, type Change } from './table.ts';

const accountRow = z.object({ accumulationMethod: z.string(), accumulationId: z.string() });
/** A quota as it is stored. */
export const quotaRow = z.object({ availableMinor: storedMinor });

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

/**
 * Adds to a quota, opening it where it is new, or takes from it what it has. It never holds more
 * than an answer can say, nor less than nothing.
 *
 * @param amountMinor negative to take
 */
export function moveQuota(tenant: Tenant, name: FxQuotaName, amountMinor: bigint): Action {
  const { accumulationMethod, accumulationId, currency, tradeType } = name;
  const described = Object.entries({ accumulationMethod, accumulationId, currency, tradeType });
  return {
    action: 'update',
    key: itemKeys.fxQuota(tenant, name),
    changes: [
      { change: 'add', path: 'availableMinor', value: amountMinor },
      ...described.flatMap(([path, value]): Change[] =>
        value === undefined ? [] : [{ change: 'set', path, value }],
      ),
    ],
    when:
      amountMinor < 0n
        ? [atLeast('availableMinor', -amountMinor)]
        : [anyOf([absent], [atMost('availableMinor', maxMinor - amountMinor)])],
  };
}
