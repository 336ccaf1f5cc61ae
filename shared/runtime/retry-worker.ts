import type { Attachment } from '../domain/attachment.ts';
import { backoffSeconds } from '../domain/backoff.ts';
import { decideReserved, type Verdict } from '../domain/decision.ts';
import { productCodes } from '../domain/facility.ts';
import { StoredDataFault, TrafficExceeded } from '../domain/refusal.ts';
import { attachmentRef } from '../store/attachment-store.ts';
import { creditGrantNoOf, creditGrantRef } from '../store/credit-grant-store.ts';
import { DecisionStore, type Deferred } from '../store/decision-store.ts';
import { releaseExpired } from '../store/expiry-store.ts';
import { facilityRef } from '../store/facility-store.ts';
import type { RetryMessage, RetryQueue } from '../store/retry-queue.ts';
import { readRows } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { CallBounds, Outcome, Table } from '../store/table.ts';
import type { DecisionService } from './decision-service.ts';
import { judge } from './judge.ts';

/** What the worker stands on. */
export interface RetryDeps {
  readonly table: Table;
  readonly queue: RetryQueue;
  readonly decisions: DecisionService;
  readonly now: () => number;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** Told of what went wrong without being lost: a service that is down, a send that failed. */
  readonly onFault: (message: string, error: unknown) => void;
}

/** What became of a message: nothing to do any more, not yet, or a step taken. */
export type WorkDone = 'stale' | 'waiting' | 'decided' | 'postponed';

interface Found {
  readonly deferred: Deferred;
  readonly content: string;
  readonly attachment: Attachment;
}

const maxTries = 5;

/**
 * Works on one deferred application: decides on it, or notes when to try again and sends for that.
 * Doing it again, late, out of turn or at the same time elsewhere changes nothing more.
 *
 * @throws when the rows cannot be read or written: the message then comes again
 */
export async function workOn(
  message: RetryMessage,
  deps: RetryDeps,
  bounds: CallBounds,
): Promise<WorkDone> {
  for (let tries = 0; tries < maxTries; tries++) {
    const found = await readDeferred(message, deps.table, bounds);
    if (found === undefined) return 'stale';
    const { tenant, facility } = found.deferred;
    const nowMs = deps.now();
    if (await releaseExpired(deps.table, tenant, facility, nowMs, bounds)) continue;
    const verdict = await verdictOn(found, deps, bounds, nowMs);
    if (verdict.verdict === 'deferred' && verdict.waitsFor === 'REVIEW') return 'waiting';
    const done = await carryOut(found, verdict, deps, bounds, nowMs);
    if (done !== undefined) return done;
  }
  throw new TrafficExceeded(`the rows moved ${maxTries} times`);
}

async function verdictOn(
  { deferred, content, attachment }: Found,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<Verdict> {
  const { grant, application, facility, tenant } = deferred;
  if (nowMs >= grant.decideBy) return { verdict: 'failed', failCode: 'EVALUATION_TIMEOUT' };
  if (grant.state.status === 'ACCEPTED' && grant.state.waitsFor === 'REVIEW') {
    return { verdict: 'deferred', waitsFor: 'REVIEW' };
  }
  const verdict = decideReserved(application, facility, attachment, nowMs);
  const { creditGrantNo, amountMinor, currency } = grant;
  const question = { creditGrantNo, ...tenant, amountMinor, currency, content };
  return judge(deps.decisions, question, verdict, bounds, deps.onFault);
}

/** @returns undefined when the rows are no longer as read */
async function carryOut(
  { deferred }: Found,
  verdict: Verdict,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<WorkDone | undefined> {
  const store = new DecisionStore(deps.table, bounds);
  const by = { actor: 'system', reason: 'decided after deferral', nowMs };
  if (verdict.verdict === 'deferred') return postpone(deferred, store, deps, bounds, nowMs);
  const outcome: Outcome =
    verdict.verdict === 'approved'
      ? await store.approve(deferred, verdict, by)
      : await store.fail(deferred, verdict.failCode, by);
  return outcome.committed ? 'decided' : undefined;
}

async function postpone(
  deferred: Deferred,
  store: DecisionStore,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<WorkDone | undefined> {
  const { tenant, grant } = deferred;
  if (grant.state.status !== 'ACCEPTED') return 'stale';
  const { attempts } = grant.state;
  const leftSeconds = Math.max(1, Math.ceil((grant.decideBy - nowMs) / 1_000));
  const delaySeconds = Math.min(backoffSeconds(attempts, deps.random()), leftSeconds);
  const { committed } = await store.postpone(deferred, nowMs + delaySeconds * 1_000);
  if (!committed) return undefined;
  const next = { tenant, referenceNo: grant.referenceNo, attempts: attempts + 1 };
  try {
    await deps.queue.send(next, delaySeconds, bounds);
  } catch (error) {
    // Nothing is lost: the row says when it is due, and the scheduled check sends for it.
    deps.onFault('retry message not sent', error);
  }
  return 'postponed';
}

/** The rows of an application that is still to be decided, unless the message is out of date. */
async function readDeferred(
  { tenant, referenceNo, attempts }: RetryMessage,
  table: Table,
  bounds: CallBounds,
): Promise<Found | undefined> {
  const first = await readRows(
    table,
    {
      grant: creditGrantRef(tenant, referenceNo),
      stored: applicationRef(tenant, creditGrantNoOf(tenant, referenceNo)),
      facility: facilityRef(tenant, productCodes[0]),
    },
    bounds,
  );
  const { grant, stored, facility } = first;
  if (grant?.state.status !== 'ACCEPTED' || grant.state.attempts > attempts) return undefined;
  if (stored === undefined || facility === undefined) {
    throw new StoredDataFault('an undecided application lacks its content or its facility');
  }
  const { application, content } = stored;
  const { fileKey } = application.attachmentFile;
  const { attachment } = await readRows(
    table,
    { attachment: attachmentRef(tenant, fileKey) },
    bounds,
  );
  if (attachment === undefined) throw new StoredDataFault('an application lacks its attachment');
  return { deferred: { tenant, grant, application, facility }, content, attachment };
}
