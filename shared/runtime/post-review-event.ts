import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { decideReserved } from '../domain/decision.ts';
import { productCodes } from '../domain/facility.ts';
import { reservationGranted, reservationReleased } from '../domain/ledger.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import { attachmentRef } from '../store/attachment-store.ts';
import { creditGrantNoOf, creditGrantRef } from '../store/credit-grant-store.ts';
import { approvedParts, type Deferred, failedParts } from '../store/decision-store.ts';
import { facilityRef } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { Posting, PostingContext } from './posting.ts';

/**
 * A person has reviewed an application. An approval still stands under the rules as they are now,
 * and under the time there was to decide; a rejection is final.
 */
export async function postGrantReviewed(
  { data }: BackOfficeEventOf<'grant.reviewed'>,
  { table, bounds, tenant, nowMs }: PostingContext,
): Promise<Posting> {
  const { grant, stored, facility } = await readRows(
    table,
    {
      grant: creditGrantRef(tenant, data.referenceNo),
      stored: applicationRef(tenant, creditGrantNoOf(tenant, data.referenceNo)),
      facility: facilityRef(tenant, productCodes[0]),
    },
    bounds,
  );
  if (grant?.state.status !== 'ACCEPTED') return { refused: 'no such application is undecided' };
  if (nowMs >= grant.decideBy) return { refused: 'the time to decide is over' };
  if (stored === undefined || facility === undefined) {
    throw new StoredDataFault('an undecided application lacks its content or its facility');
  }
  const { application } = stored;
  const { amountMinor, currency, creditGrantNo } = grant;
  const deferred: Deferred = { tenant, grant, application, facility };
  const about = { subject: facility.productCode, currency, creditGrantNo };
  if (data.decision === 'reject') {
    const entries = reservationReleased(amountMinor);
    return { ...about, entries, parts: failedParts(deferred, 'REVIEW_REJECTED') };
  }
  const refs = { attachment: attachmentRef(tenant, application.attachmentFile.fileKey) };
  const { attachment } = await readRows(table, refs, bounds);
  if (attachment === undefined) throw new StoredDataFault('an application lacks its attachment');
  const verdict = decideReserved(application, facility, attachment, nowMs);
  if (verdict.verdict !== 'approved') {
    const why = verdict.verdict === 'failed' ? verdict.failCode : verdict.waitsFor;
    return { refused: `the rules do not allow it: ${why}` };
  }
  const entries = reservationGranted(amountMinor, verdict.expiresAt);
  return { ...about, entries, parts: approvedParts(deferred, verdict, nowMs) };
}
