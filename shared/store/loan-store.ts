import * as z from 'zod/mini';
import type { CreditGrant } from '../domain/credit-grant.ts';
import type { Drawdown } from '../domain/drawdown.ts';
import type { Tenant } from '../domain/tenant.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedMinor, storedNumber } from './row.ts';
import { type Action, absent, atLeast, type Condition, equals } from './table.ts';

/** A drawdown as it is stored. */
export const drawdownRow = z.object({
  drawdownNo: z.string(),
  creditGrantNo: z.string(),
  amountMinor: storedMinor,
  outstandingMinor: storedMinor,
  dueAt: storedNumber,
});

/** Where a drawdown is kept. */
export function drawdownRef(tenant: Tenant, drawdownNo: string): Ref<Drawdown> {
  return refTo(itemKeys.drawdown(tenant, drawdownNo), drawdownRow);
}

/** Records a drawdown; its number can be used once. */
export function putDrawdown(tenant: Tenant, drawdown: Drawdown): Action {
  return {
    action: 'put',
    key: itemKeys.drawdown(tenant, drawdown.drawdownNo),
    item: { ...drawdown },
    when: [absent],
  };
}

/** Takes a repayment off a drawdown. */
export function repayDrawdown(tenant: Tenant, drawdown: Drawdown, amountMinor: bigint): Action {
  return {
    action: 'update',
    key: itemKeys.drawdown(tenant, drawdown.drawdownNo),
    changes: [{ change: 'add', path: 'outstandingMinor', value: -amountMinor }],
    when: [atLeast('outstandingMinor', amountMinor)],
  };
}

/** A drawdown's mark on its grant: not one millisecond after it has expired. */
export function drawOnGrant(
  tenant: Tenant,
  grant: CreditGrant,
  amountMinor: bigint,
  nowMs: number,
): Action {
  return changeGrant(tenant, grant, -amountMinor, amountMinor, [
    atLeast('unusedMinor', amountMinor),
    atLeast('expiresAt', nowMs + 1),
    equals('expired', false),
  ]);
}

/**
 * A repayment's mark on its grant. Whether the grant has been noted as expired must be as it was
 * read: whoever sees it end, the sweep or the last repayment, frees its invoices.
 */
export function repayOnGrant(tenant: Tenant, grant: CreditGrant, amountMinor: bigint): Action {
  const expired = grant.state.status === 'SUCCESS' && grant.state.expired;
  const outstanding = grant.state.status === 'SUCCESS' ? grant.state.outstandingMinor : 0n;
  return changeGrant(tenant, grant, 0n, -amountMinor, [
    equals('outstandingMinor', outstanding),
    equals('expired', expired),
  ]);
}

function changeGrant(
  tenant: Tenant,
  { creditGrantNo }: CreditGrant,
  unusedMinor: bigint,
  outstandingMinor: bigint,
  guards: readonly Condition[],
): Action {
  return {
    action: 'update',
    key: itemKeys.creditGrant(tenant, creditGrantNo),
    changes: [
      { change: 'add', path: 'unusedMinor', value: unusedMinor },
      { change: 'add', path: 'outstandingMinor', value: outstandingMinor },
    ],
    when: [equals('status', 'SUCCESS'), ...guards],
  };
}
