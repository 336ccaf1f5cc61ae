import { dayIn, endOfDay, marginMs, overdueMs } from './model-grant.ts';
import type { ModelTenant } from './model-tenant.ts';

/** What is posted, as the model names it. */
export type ModelEvent =
  | {
      readonly type: 'loan.drawn';
      readonly referenceNo: string;
      readonly drawdownNo: string;
      readonly amount: bigint;
      readonly dueDay: number;
      readonly zone: string;
    }
  | { readonly type: 'loan.repaid'; readonly drawdownNo: string; readonly amount: bigint }
  | { readonly type: 'facility.limit-changed'; readonly limit: bigint }
  | {
      readonly type: 'grant.reviewed';
      readonly referenceNo: string;
      readonly decision: 'approve' | 'reject';
    }
  | {
      readonly type: 'fx-quota.credited' | 'fx-quota.debited';
      readonly currency: string;
      readonly amount: bigint;
    };

/** What a quota can hold: 16 digits. */
const maxQuota = 9_999_999_999_999_999n;

/** What became of an event id, and with what content. */
interface ModelOutcome {
  readonly content: string;
  readonly outcome: 'posted' | 'refused';
}

/** What becomes of events of the back office in the model; each id counts once, refused or not. */
export class ModelOffice {
  readonly #outcomes = new Map<ModelTenant, Map<string, ModelOutcome>>();

  /** @returns what the poster is told */
  post(
    tenant: ModelTenant,
    eventId: string,
    event: ModelEvent,
    nowMs: number,
  ): 'posted' | 'repeated' | 'refused' {
    const outcomes = this.#outcomes.get(tenant) ?? new Map<string, ModelOutcome>();
    this.#outcomes.set(tenant, outcomes);
    const content = JSON.stringify(event, (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    );
    const before = outcomes.get(eventId);
    if (before?.outcome === 'posted' && before.content === content) return 'repeated';
    if (before !== undefined) return 'refused';
    const outcome = carryOut(tenant, event, nowMs) ? 'posted' : 'refused';
    outcomes.set(eventId, { content, outcome });
    return outcome;
  }
}

/** @returns whether it could be */
function carryOut(tenant: ModelTenant, event: ModelEvent, nowMs: number): boolean {
  switch (event.type) {
    case 'loan.drawn':
      return draw(tenant, event, nowMs);
    case 'loan.repaid':
      return repay(tenant, event.drawdownNo, event.amount);
    case 'facility.limit-changed':
      tenant.limit = event.limit;
      return true;
    case 'grant.reviewed':
      return review(tenant, event.referenceNo, event.decision, nowMs);
    case 'fx-quota.credited': {
      const available = (tenant.quotas.get(event.currency) ?? 0n) + event.amount;
      if (available > maxQuota) return false;
      tenant.fxAccounts.add('USER_1');
      tenant.quotas.set(event.currency, available);
      return true;
    }
    case 'fx-quota.debited': {
      const available = tenant.quotas.get(event.currency) ?? 0n;
      if (available < event.amount) return false;
      tenant.quotas.set(event.currency, available - event.amount);
      return true;
    }
  }
}

function draw(
  tenant: ModelTenant,
  event: Extract<ModelEvent, { type: 'loan.drawn' }>,
  nowMs: number,
): boolean {
  const grant = tenant.grants.get(event.referenceNo);
  const dueAt = endOfDay(event.zone, event.dueDay);
  if (tenant.loans.has(event.drawdownNo) || grant?.status !== 'SUCCESS') return false;
  if (nowMs >= grant.expiresAt - marginMs || event.amount > grant.unused) return false;
  if (tenant.seenAt(nowMs).overdue || dueAt <= nowMs) return false;
  grant.unused -= event.amount;
  grant.outstanding += event.amount;
  const { referenceNo } = event;
  tenant.loans.set(event.drawdownNo, { referenceNo, dueAt, outstanding: event.amount });
  return true;
}

function repay(tenant: ModelTenant, drawdownNo: string, amount: bigint): boolean {
  const loan = tenant.loans.get(drawdownNo);
  const grant = tenant.grants.get(loan?.referenceNo ?? '');
  if (loan === undefined || grant === undefined || amount > loan.outstanding) return false;
  loan.outstanding -= amount;
  grant.outstanding -= amount;
  if (grant.noted && grant.outstanding === 0n) tenant.free(grant);
  return true;
}

function review(
  tenant: ModelTenant,
  referenceNo: string,
  decision: 'approve' | 'reject',
  nowMs: number,
): boolean {
  const grant = tenant.grants.get(referenceNo);
  if (grant?.status !== 'ACCEPTED' || nowMs >= grant.decideBy - marginMs) return false;
  if (decision === 'reject') tenant.end(grant, 'REVIEW_REJECTED');
  else if (tenant.failureOf(grant.application, nowMs) !== undefined) return false;
  else tenant.approve(grant, nowMs);
  return true;
}

/** The minute's check of one tenant; @returns how many it notes as expired. */
export function expireIn(tenant: ModelTenant, nowMs: number): number {
  let noted = 0;
  for (const grant of tenant.grants.values()) {
    if (grant.status !== 'SUCCESS' || grant.told || grant.expiresAt > nowMs) continue;
    tenant.release(nowMs);
    noted += 1;
    grant.told = true;
    if (!grant.noted && grant.outstanding === 0n) tenant.free(grant);
    grant.noted = true;
  }
  return noted;
}

/** Sends for what is more than two minutes overdue; @returns how many. */
export function requeueIn(tenant: ModelTenant, nowMs: number, sendsFail: boolean): number {
  const due = [...tenant.grants.values()].filter(
    (grant) => grant.status === 'ACCEPTED' && grant.nextDueAt <= nowMs - overdueMs,
  );
  if (!sendsFail) for (const grant of due) grant.nextDueAt = nowMs;
  return due.length;
}

/** Instants at which something changes by the clock alone, in the future and by kind. */
export function edgesOf(tenant: ModelTenant, nowMs: number): number[][] {
  const grants = [...tenant.grants.values()];
  const won = grants.filter(({ status }) => status === 'SUCCESS');
  const waits = grants.filter(({ status }) => status === 'ACCEPTED');
  const owed = [...tenant.loans.values()].filter(({ outstanding }) => outstanding > 0n);
  const kinds = [
    won.map(({ expiresAt }) => expiresAt),
    won.map(({ expiresAt }) => expiresAt - marginMs),
    owed.map(({ dueAt }) => dueAt),
    waits.map(({ decideBy }) => decideBy),
    waits.map(({ decideBy }) => decideBy - marginMs),
    waits.map(({ nextDueAt }) => nextDueAt + overdueMs),
    [endOfDay('UTC', dayIn('UTC', nowMs))],
  ];
  const ahead = kinds.map((kind) => kind.filter((at) => at > nowMs).sort((a, b) => a - b));
  return ahead.filter(({ length }) => length > 0);
}
