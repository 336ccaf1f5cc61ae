import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { commitMarginMs } from '../domain/credit-grant.ts';
import { decideReserved } from '../domain/decision.ts';
import { productCodes } from '../domain/facility.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import { attachmentRef } from '../store/attachment-store.ts';
import { creditGrantNoOf, creditGrantRef } from '../store/credit-grant-store.ts';
import { facilityRef } from '../store/facility-store.ts';
import { readRows } from '../store/row.ts';
import { approval, type Deferred, failure } from '../store/settlement.ts';
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
  if (grant === undefined) return { refused: 'there is no such application' };
  if (grant.state.status !== 'ACCEPTED') return { refused: 'the application is decided already' };
  const until = grant.decideBy - commitMarginMs;
  if (nowMs >= until) return { refused: 'the time to decide is over' };
  if (stored === undefined || facility === undefined) {
    throw new StoredDataFault('an undecided application lacks its content or its facility');
  }
  const { application } = stored;
  const { currency, creditGrantNo } = grant;
  const deferred: Deferred = { tenant, grant, application, facility };
  const about = { subject: facility.productCode, currency, creditGrantNo, until };
  if (data.decision === 'reject')
    return { ...about, ...failure(deferred, 'REVIEW_REJECTED', nowMs) };
  const refs = { attachment: attachmentRef(tenant, application.attachmentFile.fileKey) };
  const { attachment } = await readRows(table, refs, bounds);
  if (attachment === undefined) throw new StoredDataFault('an application lacks its attachment');
  const verdict = decideReserved(application, facility, attachment, nowMs);
  if (verdict.verdict !== 'approved') {
    const why = verdict.verdict === 'failed' ? verdict.failCode : verdict.waitsFor;
    return { refused: `the rules do not allow it: ${why}` };
  }
  return { ...about, ...approval(deferred, attachment, verdict, nowMs) };
}
