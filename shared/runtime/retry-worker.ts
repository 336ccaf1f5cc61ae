import type { MetricNameOf } from '../catalogue/metrics.ts';
import type { Attachment } from '../domain/attachment.ts';
import { backoffSeconds } from '../domain/backoff.ts';
import { type CreditGrant, commitMarginMs } from '../domain/credit-grant.ts';
import { decideReserved, type Verdict } from '../domain/decision.ts';
import { StoredDataFault, TrafficExceeded } from '../domain/refusal.ts';
import { attachmentRef } from '../store/attachment-store.ts';
import { DecisionStore } from '../store/decision-store.ts';
import { releaseExpired } from '../store/expiry-store.ts';
import type { RetryMessage, RetryQueue } from '../store/retry-queue.ts';
import { readRows } from '../store/row.ts';
import type { Deferred, Ending } from '../store/settlement.ts';
import type { StoredApplication } from '../store/stored-application.ts';
import type { CallBounds, Table } from '../store/table.ts';
import { readUndecided, type Undecided } from '../store/undecided.ts';
import type { DecisionService } from './decision-service.ts';
import { judge } from './judge.ts';
import { notAfter } from './not-after.ts';
import type { OnFault } from './noted-fault.ts';

/** What the worker stands on. */
export interface RetryDeps {
  readonly table: Table;
  readonly queue: RetryQueue;
  readonly decisions: DecisionService;
  readonly now: () => number;
  /** In [0, 1): spreads retries. */
  readonly random: () => number;
  /** Told of what went wrong without being lost: a service that is down, a send that failed. */
  readonly onFault: OnFault;
  /** Counts something, for alarms and the dashboard. */
  readonly count: (metric: MetricNameOf<'stage'>, value: number) => void;
}

/** What became of a message: nothing to do any more, not yet, or a step taken. */
export type WorkDone = 'stale' | 'waiting' | 'decided' | 'postponed';

/** A decision on an application, and when it was made. */
interface Judged {
  readonly deferred: Deferred;
  readonly attachment: Attachment;
  readonly verdict: Verdict;
  readonly nowMs: number;
}

const maxTries = 5;
const decidedBy = { actor: 'system', reason: 'decided after deferral' };

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
    const found = await readUndecided(message, deps.table, bounds);
    if (found === undefined) return 'stale';
    const { tenant, grant, facility } = found;
    const nowMs = deps.now();
    if (await releaseExpired(deps.table, tenant, facility, nowMs, bounds)) continue;
    const isOver = nowMs >= grant.decideBy;
    if (!isOver && waitsForReview(grant)) return 'waiting';
    const done = isOver
      ? await end(found, deps, bounds, nowMs)
      : await carryOut(await judgeFound(found, deps, bounds, nowMs), deps, bounds);
    if (done !== undefined) return done;
  }
  throw new TrafficExceeded(`the rows moved ${maxTries} times`);
}

function waitsForReview({ state }: CreditGrant): boolean {
  return state.status === 'ACCEPTED' && state.waitsFor === 'REVIEW';
}

/** Its time is over: it fails whether or not what it rests on can be read any more. */
async function end(
  { tenant, grant, facility, stored }: Undecided,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<WorkDone | undefined> {
  const store = new DecisionStore(deps.table, bounds);
  const application = contentOf(stored, deps.onFault)?.application;
  const ending: Ending = { tenant, grant, facility, application };
  const { committed } = await store.fail(ending, 'EVALUATION_TIMEOUT', { ...decidedBy, nowMs });
  if (!committed) return undefined;
  deps.count('DecisionsEvaluationTimeout', 1);
  return 'decided';
}

function contentOf(stored: Undecided['stored'], onFault: OnFault): StoredApplication | undefined {
  try {
    return stored();
  } catch (error) {
    onFault('the invoices of an application stay claimed', error);
    return undefined;
  }
}

async function judgeFound(
  { tenant, grant, facility, stored }: Undecided,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<Judged> {
  const { application, content } = stored();
  const refs = { attachment: attachmentRef(tenant, application.attachmentFile.fileKey) };
  const { attachment } = await readRows(deps.table, refs, bounds);
  if (attachment === undefined) throw new StoredDataFault('an application lacks its attachment');
  const deferred: Deferred = { tenant, grant, application, facility };
  const waits: Judged = {
    deferred,
    attachment,
    verdict: { verdict: 'deferred', waitsFor: 'DECISION' },
    nowMs,
  };
  const latest = grant.decideBy - commitMarginMs;
  if (nowMs >= latest) return waits;
  const ours = decideReserved(application, facility, attachment, nowMs);
  const { creditGrantNo, amountMinor, currency } = grant;
  const question = { creditGrantNo, ...tenant, amountMinor, currency, content };
  const verdict = await judge(deps.decisions, question, ours, bounds, deps.onFault);
  // An opinion takes its time: once it is there it may be too late for it.
  const judgedMs = deps.now();
  return judgedMs >= latest
    ? { ...waits, nowMs: judgedMs }
    : { ...waits, verdict, nowMs: judgedMs };
}

/** @returns undefined when the rows are no longer as read */
async function carryOut(
  { deferred, attachment, verdict, nowMs }: Judged,
  deps: RetryDeps,
  bounds: CallBounds,
): Promise<WorkDone | undefined> {
  if (verdict.verdict === 'deferred') return postpone(deferred, deps, bounds, nowMs);
  const latest = deferred.grant.decideBy - commitMarginMs;
  const store = new DecisionStore(deps.table, notAfter(bounds, deps.now, latest));
  const by = { ...decidedBy, nowMs };
  const { committed } =
    verdict.verdict === 'approved'
      ? await store.approve(deferred, attachment, verdict, by)
      : await store.fail(deferred, verdict.failCode, by);
  return committed ? 'decided' : undefined;
}

async function postpone(
  deferred: Deferred,
  deps: RetryDeps,
  bounds: CallBounds,
  nowMs: number,
): Promise<WorkDone | undefined> {
  const { tenant, grant } = deferred;
  const store = new DecisionStore(deps.table, bounds);
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
