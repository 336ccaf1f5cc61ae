import type { Attachment } from '../domain/attachment.ts';
import { approvedState, type CreditGrant, type FailCode } from '../domain/credit-grant.ts';
import type { Application } from '../domain/decision.ts';
import type { Facility } from '../domain/facility.ts';
import { type LedgerEntry, reservationGranted, reservationReleased } from '../domain/ledger.ts';
import type { Tenant } from '../domain/tenant.ts';
import { attachmentUnchanged } from './attachment-store.ts';
import { indexed } from './credit-grant-store.ts';
import { moveAmounts } from './facility-moves.ts';
import { isActive } from './facility-store.ts';
import { claimReleases } from './invoice-claim-store.ts';
import { itemKeys } from './item-key.ts';
import {
  type Action,
  atLeast,
  type Change,
  type Condition,
  equals,
  type Item,
  type Transaction,
} from './table.ts';

/** A deferred application, with the rows that were read to decide on it. */
export interface Deferred {
  readonly tenant: Tenant;
  readonly grant: CreditGrant;
  readonly application: Application;
  readonly facility: Facility;
}

/** One that is to end: where its content cannot be read, its invoices stay claimed. */
export interface Ending extends Omit<Deferred, 'application'> {
  readonly application?: Application | undefined;
}

/** Until when what an application has won can be drawn on. */
export interface Approval {
  readonly dueDate: string;
  readonly expiresAt: number;
}

/** What a decision changes, and the entries that tell of it in the event of whoever decides. */
export interface Settlement {
  readonly parts: Transaction;
  readonly entries: readonly LedgerEntry[];
}

/** An approval, while there is time to decide and the attachment is what it was. */
export function approval(
  deferred: Deferred,
  attachment: Attachment,
  granted: Approval,
  nowMs: number,
): Settlement {
  const { tenant, grant, facility } = deferred;
  const entries = reservationGranted(grant.amountMinor, granted.expiresAt);
  const state = approvedState(granted, grant.amountMinor);
  const parts = {
    grant: settle(deferred, state, [inTime(nowMs)]),
    facility: moveAmounts(tenant, facility, entries, [isActive]),
    attachment: attachmentUnchanged(tenant, attachment),
  };
  return { parts, entries };
}

/** A failure; one for any other reason than time, while there is time to decide. */
export function failure(ending: Ending, failCode: FailCode, nowMs: number): Settlement {
  const { tenant, grant, application, facility } = ending;
  const entries = reservationReleased(grant.amountMinor);
  const guards = failCode === 'EVALUATION_TIMEOUT' ? [] : [inTime(nowMs)];
  const parts = {
    grant: settle(ending, { status: 'FAILED', failCode }, guards),
    facility: moveAmounts(tenant, facility, entries),
    ...(application && claimReleases(tenant, application, grant.creditGrantNo)),
  };
  return { parts, entries };
}

/** Reads say from `decideBy` on that it has failed: no other decision is written then. */
function inTime(nowMs: number): Condition {
  return atLeast('decideBy', nowMs + 1);
}

function settle(
  { tenant, grant }: Ending,
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

/** @throws when the application is decided */
export function undecided(grant: CreditGrant) {
  if (grant.state.status !== 'ACCEPTED') throw new Error('the application is decided');
  return grant.state;
}

/** Still undecided, and nobody has worked on it since it was read. */
export function asRead(grant: CreditGrant): Condition[] {
  return [equals('status', 'ACCEPTED'), equals('attempts', undecided(grant).attempts)];
}
