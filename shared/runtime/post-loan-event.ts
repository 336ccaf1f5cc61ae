import type { BackOfficeEventOf } from '../catalogue/back-office.ts';
import { type CreditGrant, commitMarginMs } from '../domain/credit-grant.ts';
import { hasRoomFor, loanQuotaAt, productCodes } from '../domain/facility.ts';
import { loanDrawn, loanRepaid } from '../domain/ledger.ts';
import { StoredDataFault } from '../domain/refusal.ts';
import { endOfDate, parseTimeZone } from '../domain/time-zone.ts';
import { creditGrantByNoRef } from '../store/credit-grant-store.ts';
import { moveAmounts } from '../store/facility-moves.ts';
import { facilityRef } from '../store/facility-store.ts';
import { claimReleases } from '../store/invoice-claim-store.ts';
import {
  drawdownRef,
  drawOnGrant,
  putDrawdown,
  repayDrawdown,
  repayOnGrant,
} from '../store/loan-store.ts';
import { readRows } from '../store/row.ts';
import { applicationRef } from '../store/stored-application.ts';
import type { Transaction } from '../store/table.ts';
import type { Posting, PostingContext } from './posting.ts';

/** A loan is taken on a grant: while it is live, has that much left, and nothing is overdue. */
export async function postLoanDrawn(
  { data }: BackOfficeEventOf<'loan.drawn'>,
  { table, bounds, tenant, nowMs }: PostingContext,
): Promise<Posting> {
  const { creditGrantNo, drawdownNo, amountMinor } = data;
  const { facility, grant, drawdown } = await readRows(
    table,
    {
      facility: facilityRef(tenant, productCodes[0]),
      grant: creditGrantByNoRef(tenant, creditGrantNo),
      drawdown: drawdownRef(tenant, drawdownNo),
    },
    bounds,
  );
  if (facility === undefined) return { refused: 'there is no facility' };
  if (drawdown !== undefined) return { refused: 'the drawdown number is taken' };
  if (grant === undefined) return { refused: 'there is no such grant' };
  if (grant.state.status === 'ACCEPTED') return { refused: 'the application is undecided' };
  if (grant.state.status === 'FAILED') return { refused: 'the application has failed' };
  const until = grant.state.expiresAt - commitMarginMs;
  if (nowMs >= until) return { refused: 'the grant has expired' };
  if (amountMinor > grant.state.unusedMinor) return { refused: 'the grant has not that much left' };
  // Noted or released by a clock that is ahead of ours: what it took is not given back.
  const released = !facility.unusedByExpiry.has(grant.state.expiresAt);
  if (grant.state.expired || released) return { refused: 'the grant has expired' };
  if (loanQuotaAt(facility, nowMs).overdue) return { refused: 'a payment is overdue' };
  const zone = parseTimeZone(data.timeZone);
  const dueAt = zone === undefined ? 0 : endOfDate(zone, data.dueDate);
  if (dueAt <= nowMs) return { refused: 'the due date is over' };
  if (!hasRoomFor(facility.unpaidByDue, dueAt)) return { refused: 'too many due dates' };
  const entries = loanDrawn(amountMinor, grant.state.expiresAt, dueAt);
  return {
    parts: {
      drawdown: putDrawdown(tenant, {
        drawdownNo,
        creditGrantNo,
        amountMinor,
        outstandingMinor: amountMinor,
        dueAt,
      }),
      grant: drawOnGrant(tenant, grant, amountMinor, nowMs),
      facility: moveAmounts(tenant, facility, entries),
    },
    subject: facility.productCode,
    currency: facility.currency,
    entries,
    creditGrantNo,
    drawdownNo,
    until,
  };
}

/** A loan is repaid. The last repayment of a grant that has expired frees its invoices. */
export async function postLoanRepaid(
  { data }: BackOfficeEventOf<'loan.repaid'>,
  { table, bounds, tenant }: PostingContext,
): Promise<Posting> {
  const { drawdownNo, amountMinor } = data;
  const { facility, drawdown } = await readRows(
    table,
    {
      facility: facilityRef(tenant, productCodes[0]),
      drawdown: drawdownRef(tenant, drawdownNo),
    },
    bounds,
  );
  if (facility === undefined || drawdown === undefined) {
    return { refused: 'there is no such drawdown' };
  }
  if (amountMinor > drawdown.outstandingMinor) return { refused: 'more than is outstanding' };
  const { grant, stored } = await readRows(
    table,
    {
      grant: creditGrantByNoRef(tenant, drawdown.creditGrantNo),
      stored: applicationRef(tenant, drawdown.creditGrantNo),
    },
    bounds,
  );
  if (grant === undefined || stored === undefined) {
    throw new StoredDataFault('a drawdown lacks its grant');
  }
  const entries = loanRepaid(amountMinor, drawdown.dueAt);
  const freed: Transaction = endsWith(grant, amountMinor)
    ? claimReleases(tenant, stored.application, grant.creditGrantNo)
    : {};
  return {
    parts: {
      drawdown: repayDrawdown(tenant, drawdown, amountMinor),
      grant: repayOnGrant(tenant, grant, amountMinor),
      facility: moveAmounts(tenant, facility, entries),
      ...freed,
    },
    subject: facility.productCode,
    currency: facility.currency,
    entries,
    creditGrantNo: drawdown.creditGrantNo,
    drawdownNo,
  };
}

function endsWith({ state }: CreditGrant, amountMinor: bigint): boolean {
  return state.status === 'SUCCESS' && state.expired && state.outstandingMinor === amountMinor;
}
