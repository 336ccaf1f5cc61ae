import { ModelFacility } from './model-facility.ts';
import {
  claimKeys,
  contentOf,
  dayIn,
  endOfDay,
  type ModelApplication,
  type ModelGrant,
  type ModelOpinion,
  marginMs,
  middleBackoffSeconds,
  newGrant,
  spanMs,
} from './model-grant.ts';

/** An instant's answer to apply. */
export interface ModelAnswer {
  readonly outcome: string;
  readonly grant?: ModelGrant;
}

type Verdict =
  | { readonly approved: true }
  | { readonly failed: string }
  | { readonly waits: 'REVIEW' | 'DECISION' };

/** How what one tenant has changes. */
export class ModelTenant extends ModelFacility {
  /** @param loseReply whether the reply to the first write is lost */
  apply(
    application: ModelApplication,
    nowMs: number,
    opinion: ModelOpinion,
    loseReply: boolean,
  ): ModelAnswer {
    const lost = { outcome: 'U UNKNOWN_EXCEPTION' };
    const owned = this.grants.get(application.referenceNo);
    if (owned !== undefined) {
      if (loseReply) return lost;
      const same = contentOf(owned.application) === contentOf(application);
      return same
        ? { outcome: 'S SUCCESS', grant: owned }
        : { outcome: 'F REPEAT_REQ_INCONSISTENT' };
    }
    const refusal = this.#refusalOf(application);
    if (refusal !== undefined) return loseReply ? lost : { outcome: refusal };
    const amount = this.amountOf(application);
    const fits = amount <= this.counters().headroom;
    let verdict = this.#verdictOn(application, nowMs, opinion, amount);
    if (!('failed' in verdict) && !fits && this.release(nowMs) && loseReply) return lost;
    const keys = claimKeys(application);
    const isShort = 'failed' in verdict && verdict.failed === 'QUOTA_NOT_ENOUGH';
    if (isShort && this.counters().reserved > 0n) {
      const held = keys.map((key) => this.claims.get(key));
      for (const referenceNo of held) {
        if (!this.#endIfOver(referenceNo, nowMs)) continue;
        if (loseReply) return lost;
        // The others that are over end too before the application is looked at again.
        for (const other of held) this.#endIfOver(other, nowMs);
        return this.apply(application, nowMs, opinion, false);
      }
    }
    const taken = keys.some((key) => this.claims.has(key));
    if (!('failed' in verdict) && taken) {
      if (loseReply) return lost;
      const ended = keys.filter((key) => this.#endIfOver(this.claims.get(key), nowMs));
      if (ended.length > 0) return this.apply(application, nowMs, opinion, false);
      verdict = { failed: 'INVOICE_ALREADY_FINANCED' };
    }
    const grant = newGrant(application, amount, nowMs);
    this.grants.set(application.referenceNo, grant);
    if ('failed' in verdict) this.#fail(grant, verdict.failed);
    else for (const key of keys) this.claims.set(key, application.referenceNo);
    if ('approved' in verdict) this.approve(grant, nowMs);
    if ('waits' in verdict) grant.waitsFor = verdict.waits;
    if (grant.waitsFor === 'REVIEW') grant.nextDueAt = nowMs + spanMs;
    return loseReply ? lost : { outcome: 'S SUCCESS', grant };
  }

  /** Whether an invoice backs something that is not over. */
  isHeld(key: string, nowMs: number): boolean {
    const holder = this.grants.get(this.claims.get(key) ?? '');
    return holder !== undefined && !this.#isOver(holder, nowMs);
  }

  #isOver(holder: ModelGrant, nowMs: number): boolean {
    if (holder.status === 'ACCEPTED') return nowMs >= holder.decideBy;
    if (holder.status === 'FAILED' || holder.noted) return false;
    return holder.outstanding === 0n && nowMs >= holder.expiresAt;
  }

  /** Ends what holds an invoice though its time is over; @returns whether it did */
  #endIfOver(referenceNo: string | undefined, nowMs: number): boolean {
    const holder = this.grants.get(referenceNo ?? '');
    if (holder === undefined || !this.#isOver(holder, nowMs)) return false;
    if (holder.status === 'ACCEPTED') {
      this.end(holder, 'EVALUATION_TIMEOUT');
      return true;
    }
    holder.noted = true;
    this.free(holder);
    return true;
  }

  #refusalOf({ payeeCode, vcCode, fileKey }: ModelApplication): string | undefined {
    if (payeeCode !== 'PAYEE_1' || !['VC_1', 'VC_2'].includes(vcCode)) return 'F PROCESS_FAIL';
    return fileKey === this.fileKey ? undefined : 'F PARAM_ILLEGAL';
  }

  #verdictOn(
    application: ModelApplication,
    nowMs: number,
    opinion: ModelOpinion,
    amount: bigint,
  ): Verdict {
    const failure = this.failureOf(application, nowMs);
    if (failure !== undefined) return { failed: failure };
    if (amount > this.seenAt(nowMs).headroom) return { failed: 'QUOTA_NOT_ENOUGH' };
    if (amount > this.terms.threshold) return { waits: 'REVIEW' };
    if (opinion === 'reject') return { failed: 'REVIEW_REJECTED' };
    return opinion === 'approve' ? { approved: true } : { waits: 'DECISION' };
  }

  /** Why the rules do not allow an application at an instant, headroom apart. */
  failureOf(application: ModelApplication, nowMs: number): string | undefined {
    if (this.seenAt(nowMs).overdue) return 'LOAN_OVERDUE';
    const today = dayIn(application.zone, nowMs);
    const { maxAgeDays, maxDaysToDue } = this.terms;
    const eligible =
      today - application.invoiceDay <= maxAgeDays &&
      application.invoices.every(
        ({ dueDay = today }) => dueDay >= today && dueDay - today <= maxDaysToDue,
      );
    return eligible ? undefined : 'INVOICE_NOT_ELIGIBLE';
  }

  approve(grant: ModelGrant, nowMs: number): void {
    const { zone } = grant.application;
    grant.status = 'SUCCESS';
    grant.dueDay = dayIn(zone, nowMs) + this.terms.termDays;
    grant.expiresAt = endOfDay(zone, grant.dueDay);
    grant.unused = grant.amount;
  }

  #fail(grant: ModelGrant, failCode: string): void {
    grant.status = 'FAILED';
    grant.failCode = failCode;
  }

  /** Ends an application that had waited. */
  end(grant: ModelGrant, failCode: string): void {
    this.#fail(grant, failCode);
    this.free(grant);
  }

  /** Gives a grant's invoices back. */
  free(grant: ModelGrant): void {
    for (const key of claimKeys(grant.application)) this.claims.delete(key);
  }

  /** Works on a message; @returns whether it wrote, and so could have lost a reply. */
  work(
    referenceNo: string,
    attempts: number,
    nowMs: number,
    opinion: ModelOpinion,
    loseReply: boolean,
  ): boolean {
    const grant = this.grants.get(referenceNo);
    if (grant?.status !== 'ACCEPTED' || grant.attempts > attempts) return false;
    const wrote = this.release(nowMs);
    if (wrote && loseReply) return true;
    if (nowMs >= grant.decideBy) this.end(grant, 'EVALUATION_TIMEOUT');
    else if (grant.waitsFor === 'REVIEW') return wrote;
    else this.#decide(grant, nowMs, opinion);
    return true;
  }

  #decide(grant: ModelGrant, nowMs: number, opinion: ModelOpinion): void {
    const inTime = nowMs < grant.decideBy - marginMs;
    const failure = this.failureOf(grant.application, nowMs);
    const failed = failure ?? (opinion === 'reject' ? 'REVIEW_REJECTED' : undefined);
    if (inTime && failed !== undefined) {
      this.end(grant, failed);
      return;
    }
    if (inTime && opinion === 'approve') {
      this.approve(grant, nowMs);
      return;
    }
    const left = Math.max(1, Math.ceil((grant.decideBy - nowMs) / 1_000));
    grant.nextDueAt = nowMs + 1_000 * Math.min(middleBackoffSeconds(grant.attempts), left);
    grant.attempts += 1;
  }
}
