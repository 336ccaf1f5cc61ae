import type { BackOfficeEvent } from '../catalogue/back-office.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { TrafficExceeded } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { hashContent } from '../store/content-hash.ts';
import { writeReleasing } from '../store/invoice-claim-store.ts';
import { appendEvent } from '../store/ledger-store.ts';
import { eventUnrefused } from '../store/refused-event-store.ts';
import type { CallBounds, Table } from '../store/table.ts';
import { ledgerIdOf, outcomeBefore, type PostResult, refuse } from './event-outcome.ts';
import { notAfter } from './not-after.ts';
import {
  postBudgetAccountOpened,
  postContractSigned,
  postTokenIssued,
  postTokenRevoked,
} from './post-access-event.ts';
import { postFacilityOpened, postLimitChanged } from './post-facility-event.ts';
import { postFailOver } from './post-fail-over.ts';
import { postLoanDrawn, postLoanRepaid } from './post-loan-event.ts';
import { postQuotaMoved } from './post-quota-event.ts';
import { postGrantReviewed } from './post-review-event.ts';
import type { Posting, PostingContext } from './posting.ts';

export type { PostResult } from './event-outcome.ts';

const maxTries = 8;

/**
 * Posts an event of the back office: what it does and the event itself in one transaction. The
 * same event again changes nothing. One that cannot be posted is refused, and kept with the reason:
 * its id is used up, and a correction needs another one.
 *
 * @throws when the rows cannot be read or written: it is then for the sender to send it again
 */
export async function postEvent(
  event: BackOfficeEvent,
  table: Table,
  now: () => number,
  bounds: CallBounds,
): Promise<PostResult> {
  const { clientId, customerId, eventId } = event;
  const tenant: Tenant = customerId === undefined ? { clientId } : { clientId, customerId };
  const content = canonicalJson(event);
  const received = { eventId, content, contentHash: hashContent(content) };
  for (let tries = 0; tries < maxTries; tries++) {
    const context: PostingContext = { table, bounds, tenant, nowMs: now() };
    const before = await outcomeBefore(received, context);
    if (before !== undefined) return before;
    const posting = await postingOf(event, context);
    const result =
      'refused' in posting
        ? await refuse(received, posting.refused, context)
        : await post(event, received.contentHash, posting, context, now);
    if (result !== undefined) return result;
  }
  throw new TrafficExceeded(`the rows moved ${maxTries} times`);
}

/** @returns undefined when the rows are no longer as read, or its id has been used meanwhile */
async function post(
  { eventId, type, actor, reason }: BackOfficeEvent,
  contentHash: string,
  {
    parts,
    until = Number.POSITIVE_INFINITY,
    ...about
  }: Exclude<Posting, { readonly refused: string }>,
  { table, bounds, tenant, nowMs: at }: PostingContext,
  now: () => number,
): Promise<PostResult | undefined> {
  const ledgerId = ledgerIdOf(eventId);
  const ledgerEvent = { eventId: ledgerId, type, actor, reason, at, contentHash, ...about };
  const transaction = {
    ...parts,
    event: appendEvent(tenant, ledgerEvent),
    unrefused: eventUnrefused(tenant, eventId),
  };
  const { committed } = await writeReleasing(table, transaction, notAfter(bounds, now, until));
  return committed ? { outcome: 'posted' } : undefined;
}

function postingOf(event: BackOfficeEvent, context: PostingContext): Promise<Posting> {
  switch (event.type) {
    case 'facility.opened':
      return postFacilityOpened(event, context);
    case 'facility.limit-changed':
      return postLimitChanged(event, context);
    case 'facility.fenced':
    case 'facility.promoted':
    case 'facility.reconciled':
      return postFailOver(event, context);
    case 'loan.drawn':
      return postLoanDrawn(event, context);
    case 'loan.repaid':
      return postLoanRepaid(event, context);
    case 'fx-quota.credited':
    case 'fx-quota.debited':
      return postQuotaMoved(event, context);
    case 'contract.signed':
      return postContractSigned(event, context);
    case 'budget-account.opened':
      return postBudgetAccountOpened(event, context);
    case 'grant.reviewed':
      return postGrantReviewed(event, context);
    case 'token.issued':
      return postTokenIssued(event, context);
    case 'token.revoked':
      return postTokenRevoked(event, context);
  }
}
