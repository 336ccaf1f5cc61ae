import { approvedState, type CreditGrant, type FailCode } from '../domain/credit-grant.ts';
import type { Application } from '../domain/decision.ts';
import type { Facility } from '../domain/facility.ts';
import { type LedgerEvent, reservationGranted, reservationReleased } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { indexed, releaseInvoice } from './credit-grant-store.ts';
import { moveAmounts } from './facility-moves.ts';
import { isActive } from './facility-store.ts';
import { itemKeys } from './item-key.ts';
import { appendEvent } from './ledger-store.ts';
import {
  type Action,
  atLeast,
  type CallBounds,
  type Change,
  type Condition,
  equals,
  type Item,
  type Outcome,
  type Table,
  type Transaction,
} from './table.ts';

/** A deferred application, with the rows that were read to decide on it. */
export interface Deferred {
  readonly tenant: Tenant;
  readonly grant: CreditGrant;
  readonly application: Application;
  readonly facility: Facility;
}

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
  approve(deferred: Deferred, granted: Approval, by: DecidedBy): Promise<Outcome> {
    const entries = reservationGranted(deferred.grant.amountMinor, granted.expiresAt);
    const event = eventOf(deferred, 'grant.approved', entries, by);
    const parts = approvedParts(deferred, granted, by.nowMs);
    return this.#write(deferred, parts, event);
  }

  /** Ends an application: its reservation and its invoices are free again. */
  fail(deferred: Deferred, failCode: FailCode, by: DecidedBy): Promise<Outcome> {
    const entries = reservationReleased(deferred.grant.amountMinor);
    const event = eventOf(deferred, 'grant.released', entries, by);
    return this.#write(deferred, failedParts(deferred, failCode), event);
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

  #write({ tenant }: Deferred, parts: Transaction, event: LedgerEvent): Promise<Outcome> {
    return this.#table.write({ ...parts, event: appendEvent(tenant, event) }, this.#bounds);
  }
}

/** Until when what an application has won can be drawn on. */
export interface Approval {
  readonly dueDate: string;
  readonly expiresAt: number;
}

/** What an approval changes, beside the ledger event of whoever approves. */
export function approvedParts(deferred: Deferred, granted: Approval, nowMs: number): Transaction {
  const { tenant, grant, facility } = deferred;
  const entries = reservationGranted(grant.amountMinor, granted.expiresAt);
  const state = approvedState(granted, grant.amountMinor);
  return {
    grant: settle(deferred, state, [atLeast('decideBy', nowMs + 1)]),
    facility: moveAmounts(tenant, facility, entries, [isActive]),
  };
}

/** What a failure changes, beside the ledger event of whoever says so. */
export function failedParts(deferred: Deferred, failCode: FailCode): Transaction {
  const { tenant, grant, application, facility } = deferred;
  return {
    grant: settle(deferred, { status: 'FAILED', failCode }, []),
    facility: moveAmounts(tenant, facility, reservationReleased(grant.amountMinor)),
    ...claimReleases(tenant, application, grant.creditGrantNo),
  };
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

/** The parts of a transaction that give a grant's invoices back. */
export function claimReleases(
  tenant: Tenant,
  { vcCode, invoiceInfoList }: Application,
  creditGrantNo: string,
): Transaction {
  const releases = invoiceInfoList.map(({ invoiceNo }): [string, Action] => [
    `release ${invoiceNo}`,
    releaseInvoice(tenant, vcCode, invoiceNo, creditGrantNo),
  ]);
  return Object.fromEntries(releases);
}

function undecided(grant: CreditGrant) {
  if (grant.state.status !== 'ACCEPTED') throw new Error('the application is decided');
  return grant.state;
}

/** Still undecided, and nobody has worked on it since it was read. */
function asRead(grant: CreditGrant): Condition[] {
  return [equals('status', 'ACCEPTED'), equals('attempts', undecided(grant).attempts)];
}

function settle(
  { tenant, grant }: Deferred,
  state: CreditGrant['state'],
  guards: readonly Condition[],
): Action {
  const item: Item = { ...state, ...indexed(tenant, state) };
  const sets = Object.entries(item).flatMap(([path, value]): Change[] =>
    value === undefined ? [] : [{ change: 'set', path, value }],
  );
  const gone = ['waitsFor', 'attempts', 'nextDueAt', 'dueShard'];
  return {
    action: 'update',
    key: itemKeys.creditGrant(tenant, grant.creditGrantNo),
    changes: [...sets, ...gone.map((path): Change => ({ change: 'remove', path }))],
    when: [...asRead(grant), ...guards],
  };
}

function eventOf(
  { grant, facility }: Deferred,
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
