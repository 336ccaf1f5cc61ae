import type { Attachment } from '../domain/attachment.ts';
import { type CreditGrant, decisionSpanMs, type Reference } from '../domain/credit-grant.ts';
import { type Application, amountApplied, type Verdict } from '../domain/decision.ts';
import { expiriesToRelease, type Facility } from '../domain/facility.ts';
import { headroomGranted, headroomReserved, type LedgerEvent } from '../domain/ledger.ts';
import { newState } from '../domain/new-state.ts';
import type { Tenant } from '../domain/tenant.ts';
import { attachmentUnchanged } from './attachment-store.ts';
import { hashContent } from './content-hash.ts';
import {
  creditGrantNoOf,
  ownReference,
  putApplication,
  putCreditGrant,
  refuseReference,
} from './credit-grant-store.ts';
import { maxReleases, releaseExpired } from './expiry-store.ts';
import { moveAmounts } from './facility-moves.ts';
import { isActive } from './facility-store.ts';
import { claims, onlyClaimsFailed } from './invoice-claim-store.ts';
import { appendEvent } from './ledger-store.ts';
import { endStaleHolders } from './stale-holders.ts';
import type { Action, CallBounds, Outcome, Table, Transaction } from './table.ts';

/** An application as it is decided on: what was asked, and the rows that were read for it. */
export interface ReadApplication {
  readonly application: Application;
  /** The content's one text. */
  readonly content: string;
  readonly reference: Reference | undefined;
  readonly facility: Facility;
  readonly attachment: Attachment;
}

/**
 * Writes what becomes of one tenant's applications. Every write takes the signature of the
 * request that caused it along, and none is begun after the request's deadline.
 */
export class ApplicationStore {
  readonly #table: Table;
  readonly #tenant: Tenant;
  readonly #bounds: CallBounds;
  readonly #signature: Action;

  constructor(table: Table, tenant: Tenant, bounds: CallBounds, signature: Action) {
    this.#table = table;
    this.#tenant = tenant;
    this.#bounds = bounds;
    this.#signature = signature;
  }

  /** Whether a reference number is owned by an application with this very content. */
  owns(reference: Reference, content: string): boolean {
    return reference.status === 'OWNED' && reference.contentHash === hashContent(content);
  }

  /**
   * Commits a verdict, or that an invoice already backs another grant when nothing else stands in
   * its way.
   *
   * @returns the application as it is now, or undefined when the rows are no longer as read
   */
  async settle(
    read: ReadApplication,
    verdict: Verdict,
    nowMs: number,
  ): Promise<CreditGrant | undefined> {
    if (await this.#releaseExpiredFor(read, verdict, nowMs)) return undefined;
    // What was applied for in vain on these very invoices may be all that takes the room.
    if (isShort(verdict, read.facility) && (await this.#endStaleHoldersFor(read, nowMs))) {
      return undefined;
    }
    const grant = this.#grantOf(read, verdict, nowMs);
    const outcome = await this.#commit(read, grant, nowMs);
    if (outcome.committed) return grant;
    if (grant.state.status === 'FAILED' || !onlyClaimsFailed(outcome.failed)) return undefined;
    if (await this.#endStaleHoldersFor(read, nowMs)) return undefined;
    const financed: Verdict = { verdict: 'failed', failCode: 'INVOICE_ALREADY_FINANCED' };
    return this.settle(read, financed, nowMs);
  }

  #endStaleHoldersFor({ application, facility }: ReadApplication, nowMs: number): Promise<boolean> {
    return endStaleHolders(this.#table, this.#tenant, application, facility, nowMs, this.#bounds);
  }

  /**
   * One transaction: reference, application, and unless it failed the claims, the amounts and the
   * ledger event; or nothing at all.
   */
  #commit(read: ReadApplication, grant: CreditGrant, nowMs: number): Promise<Outcome> {
    const decided: Transaction = {
      signature: this.#signature,
      reference: ownReference(this.#tenant, grant, hashContent(read.content), read.reference),
      grant: putCreditGrant(this.#tenant, grant, nowMs),
    };
    const alive = grant.state.status === 'FAILED' ? {} : this.#aliveParts(read, grant, nowMs);
    return this.#table.write({ ...decided, ...alive }, this.#bounds);
  }

  /** What a decision service is asked about an application. */
  question({ application, content, facility }: ReadApplication) {
    return {
      creditGrantNo: creditGrantNoOf(this.#tenant, application.referenceNo),
      amountMinor: amountApplied(application, facility),
      currency: facility.currency,
      content,
    };
  }

  /** Counts a refused attempt: from here on no earlier execution of the reference can commit. */
  refuse(referenceNo: string, reference: Reference | undefined, nowMs: number): Promise<Outcome> {
    const refused = refuseReference(this.#tenant, referenceNo, reference, nowMs);
    return this.#table.write({ signature: this.#signature, reference: refused }, this.#bounds);
  }

  /**
   * Releases what has expired when an application that is to live needs its room, or when a
   * transaction's worth has piled up.
   *
   * @returns whether room was needed and made, so that the facility must be read again
   */
  async #releaseExpiredFor(
    read: ReadApplication,
    verdict: Verdict,
    nowMs: number,
  ): Promise<boolean> {
    const { application, facility } = read;
    const expiries = expiriesToRelease(facility, nowMs);
    const fits = amountApplied(application, facility) <= facility.headroomMinor;
    const due = fits ? expiries.length >= maxReleases : expiries.length > 0;
    if (verdict.verdict === 'failed' || !due) return false;
    await releaseExpired(this.#table, this.#tenant, facility, nowMs, this.#bounds);
    return !fits;
  }

  #grantOf(read: ReadApplication, verdict: Verdict, nowMs: number): CreditGrant {
    const { referenceNo } = read.application;
    const amountMinor = amountApplied(read.application, read.facility);
    return {
      creditGrantNo: creditGrantNoOf(this.#tenant, referenceNo),
      referenceNo,
      amountMinor,
      currency: read.facility.currency,
      annualPercentageRate: read.facility.terms.annualPercentageRate,
      decideBy: nowMs + decisionSpanMs,
      state: newState(verdict, amountMinor, nowMs),
    };
  }

  #aliveParts(read: ReadApplication, grant: CreditGrant, nowMs: number): Transaction {
    const event = this.#eventOfGrant(read, grant, nowMs);
    return {
      facility: moveAmounts(this.#tenant, read.facility, event.entries, [isActive]),
      application: putApplication(this.#tenant, grant.creditGrantNo, read.content),
      attachment: attachmentUnchanged(this.#tenant, read.attachment),
      event: appendEvent(this.#tenant, event),
      ...claims(this.#tenant, read.application, grant.creditGrantNo),
    };
  }

  #eventOfGrant(read: ReadApplication, grant: CreditGrant, nowMs: number): LedgerEvent {
    const { state, amountMinor, creditGrantNo } = grant;
    const approved = state.status === 'SUCCESS';
    return {
      subject: read.facility.productCode,
      currency: read.facility.currency,
      creditGrantNo,
      at: nowMs,
      eventId: `${creditGrantNo}:${approved ? 'approved' : 'reserved'}`,
      type: approved ? 'grant.approved' : 'grant.reserved',
      actor: 'partner',
      reason: `application ${grant.referenceNo}`,
      entries: approved
        ? headroomGranted(amountMinor, state.expiresAt)
        : headroomReserved(amountMinor),
    };
  }
}

function isShort(verdict: Verdict, { reservedMinor }: Facility): boolean {
  return (
    verdict.verdict === 'failed' && verdict.failCode === 'QUOTA_NOT_ENOUGH' && reservedMinor > 0n
  );
}
