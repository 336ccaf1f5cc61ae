import type { Attachment } from '../domain/attachment.ts';
import type { CreditGrant, FailCode } from '../domain/credit-grant.ts';
import type { LedgerEvent } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { writeReleasing } from './invoice-claim-store.ts';
import { itemKeys } from './item-key.ts';
import { appendEvent } from './ledger-store.ts';
import {
  type Approval,
  approval,
  asRead,
  type Deferred,
  type Ending,
  failure,
  type Settlement,
  undecided,
} from './settlement.ts';
import { type Action, type CallBounds, equals, type Outcome, type Table } from './table.ts';

/** Who decided, and why. */
export interface DecidedBy {
  readonly actor: string;
  readonly reason: string;
  readonly nowMs: number;
}

/**
 * Writes what becomes of deferred applications. Every write holds only while the application is
 * undecided and as it was read, so that stale work has no effect.
 */
export class DecisionStore {
  readonly #table: Table;
  readonly #bounds: CallBounds;

  constructor(table: Table, bounds: CallBounds) {
    this.#table = table;
    this.#bounds = bounds;
  }

  /** Turns the reservation into a grant; not any more once the time to decide is over. */
  approve(
    deferred: Deferred,
    attachment: Attachment,
    granted: Approval,
    by: DecidedBy,
  ): Promise<Outcome> {
    const settled = approval(deferred, attachment, granted, by.nowMs);
    return this.#settle(deferred, 'grant.approved', settled, by);
  }

  /** Ends an application: its reservation and its invoices are free again. */
  fail(ending: Ending, failCode: FailCode, by: DecidedBy): Promise<Outcome> {
    return this.#settle(ending, 'grant.released', failure(ending, failCode, by.nowMs), by);
  }

  /** Notes one more vain attempt, and when to try again. */
  postpone({ tenant, grant }: Deferred, nextDueAt: number): Promise<Outcome> {
    const { attempts } = undecided(grant);
    const action: Action = {
      action: 'update',
      key: itemKeys.creditGrant(tenant, grant.creditGrantNo),
      changes: [
        { change: 'set', path: 'attempts', value: attempts + 1 },
        { change: 'set', path: 'nextDueAt', value: nextDueAt },
      ],
      when: asRead(grant),
    };
    return this.#table.write({ grant: action }, this.#bounds);
  }

  #settle(
    ending: Ending,
    type: LedgerEvent['type'],
    { parts, entries }: Settlement,
    by: DecidedBy,
  ): Promise<Outcome> {
    const event = appendEvent(ending.tenant, eventOf(ending, type, entries, by));
    return writeReleasing(this.#table, { ...parts, event }, this.#bounds);
  }
}

/** Notes that an overdue application was sent for just now; whoever has moved it since wins. */
export function requeued(tenant: Tenant, grant: CreditGrant, nowMs: number): Action {
  return {
    action: 'update',
    key: itemKeys.creditGrant(tenant, grant.creditGrantNo),
    changes: [{ change: 'set', path: 'nextDueAt', value: nowMs }],
    when: [...asRead(grant), equals('nextDueAt', undecided(grant).nextDueAt)],
  };
}

function eventOf(
  { grant, facility }: Ending,
  type: LedgerEvent['type'],
  entries: LedgerEvent['entries'],
  { actor, reason, nowMs }: DecidedBy,
): LedgerEvent {
  return {
    eventId: `${grant.creditGrantNo}:decided`,
    type,
    subject: facility.productCode,
    at: nowMs,
    actor,
    reason,
    currency: grant.currency,
    entries,
    creditGrantNo: grant.creditGrantNo,
  };
}
