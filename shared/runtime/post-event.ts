import type { BackOfficeEvent } from '../catalogue/back-office.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { TrafficExceeded } from '../domain/refusal.ts';
import type { Tenant } from '../domain/tenant.ts';
import { hashContent } from '../store/content-hash.ts';
import { writeReleasing } from '../store/invoice-claim-store.ts';
import {
  appendEvent,
  eventUnposted,
  keepRefusedEvent,
  postedEventRef,
} from '../store/ledger-store.ts';
import { readRows } from '../store/row.ts';
import type { CallBounds, Table } from '../store/table.ts';
import { notAfter } from './not-after.ts';
import {
  postBudgetAccountOpened,
  postContractSigned,
  postTokenIssued,
  postTokenRevoked,
} from './post-access-event.ts';
import { postFacilityOpened, postLimitChanged } from './post-facility-event.ts';
import { postLoanDrawn, postLoanRepaid } from './post-loan-event.ts';
import { postQuotaMoved } from './post-quota-event.ts';
import { postGrantReviewed } from './post-review-event.ts';
import type { Posting, PostingContext } from './posting.ts';

/** What became of an event. */
export type PostResult =
  | { readonly outcome: 'posted' | 'repeated' }
  | { readonly outcome: 'refused'; readonly reason: string };

const maxTries = 8;

/**
 * Posts an event of the back office: what it does and the event itself in one transaction. The
 * same event again changes nothing; one that cannot be is kept with the reason.
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
  // What the system writes into the ledger by itself has ids of other forms.
  const ledgerId = `posted:${eventId}`;
  const content = canonicalJson(event);
  const contentHash = hashContent(content);
  for (let tries = 0; tries < maxTries; tries++) {
    const nowMs = now();
    const context: PostingContext = { table, bounds, tenant, nowMs };
    const { posted } = await readRows(table, { posted: postedEventRef(tenant, ledgerId) }, bounds);
    if (posted?.contentHash === contentHash) return { outcome: 'repeated' };
    const posting: Posting =
      posted === undefined
        ? await postingOf(event, context)
        : { refused: 'another event came before with this id' };
    if ('refused' in posting) {
      const kept = { eventId, content, contentHash };
      const refused = keepRefusedEvent(tenant, kept, posting.refused, nowMs);
      // It may have been posted since it was looked for: then this very event is what is in its way.
      const unposted = posted === undefined && { unposted: eventUnposted(tenant, ledgerId) };
      if (!(await table.write({ refused, ...unposted }, bounds)).committed) continue;
      return { outcome: 'refused', reason: posting.refused };
    }
    const { parts, until = Number.POSITIVE_INFINITY, ...about } = posting;
    const { type, actor, reason } = event;
    const at = nowMs;
    const ledgerEvent = { eventId: ledgerId, type, actor, reason, at, contentHash, ...about };
    const transaction = { ...parts, event: appendEvent(tenant, ledgerEvent) };
    const inTime = notAfter(bounds, now, until);
    const { committed } = await writeReleasing(table, transaction, inTime);
    if (committed) return { outcome: 'posted' };
  }
  throw new TrafficExceeded(`the rows moved ${maxTries} times`);
}

function postingOf(event: BackOfficeEvent, context: PostingContext): Promise<Posting> {
  switch (event.type) {
    case 'facility.opened':
      return postFacilityOpened(event, context);
    case 'facility.limit-changed':
      return postLimitChanged(event, context);
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
