import { applyCreditGrant as row } from '../shared/catalogue/credit.ts';
import { applicationContent } from '../shared/domain/application-content.ts';
import {
  applyAnswer,
  attemptOf,
  isForRetry,
  isRefusedSince,
} from '../shared/domain/credit-grant.ts';
import { decide, groundsOf, refuseFutureInvoice } from '../shared/domain/decision.ts';
import { assertReconciled } from '../shared/domain/facility.ts';
import { Refusal, TrafficExceeded } from '../shared/domain/refusal.ts';
import { endpointHandler, type Operation } from '../shared/runtime/endpoint-handler.ts';
import { liveApplyDeps } from '../shared/runtime/live-apply-deps.ts';

/** Rows move under an application only when others apply at the same moment. */
const maxTries = 6;

/**
 * Decides on an application, or finds what was decided on it before. Every look at the rows is
 * followed by one write that holds only if they are still so; if they are not, it looks again.
 */
export const applyCreditGrant: Operation<typeof row> = async (request, call) => {
  refuseFutureInvoice(request, call.now);
  const [{ referenceNo }, content] = [request, applicationContent(request)];
  let attemptsBefore: number | undefined;
  for (let tries = 0; tries < maxTries; tries++) {
    const { reference, grant, facility, attachment } = await call.read(
      call.refs.application(referenceNo, request.attachmentFile.fileKey),
    );
    if (reference?.status === 'OWNED') {
      // One read is no snapshot: it may find the reference committed and the grant not yet.
      if (grant === undefined && tries < maxTries - 1) continue;
      await call.keepSignature();
      if (!call.applications.owns(reference, content)) throw new Refusal('REPEAT_REQ_INCONSISTENT');
      return applyAnswer(grant, call.now);
    }
    if (facility !== undefined) assertReconciled(facility);
    attemptsBefore ??= attemptOf(reference);
    const grounds = groundsOf(request, facility, attachment, call.now);
    if ('refusal' in grounds) {
      if ((await call.applications.refuse(referenceNo, reference, call.now)).committed)
        throw grounds.refusal;
      continue;
    }
    // Somebody has been told F since this execution began: it must not grant any more.
    if (attemptOf(reference) > attemptsBefore || isRefusedSince(reference, call.now)) break;
    const read = { application: request, content, reference, ...grounds };
    const ours = decide(request, grounds.facility, grounds.attachment, call.now);
    const verdict = await call.judge(call.applications.question(read), ours);
    const settled = await call.applications.settle(read, verdict, call.now);
    if (settled === undefined) continue;
    if (isForRetry(settled)) await call.sendForRetry(referenceNo);
    return applyAnswer(settled, call.now);
  }
  throw new TrafficExceeded('the rows moved again and again, or the reference was refused');
};

export const handler = endpointHandler(row, applyCreditGrant, liveApplyDeps);
