import { type Picks, pick } from './model-application.ts';
import { same, verifyInquiry } from './model-check.ts';
import { dayIn, wireDate } from './model-grant.ts';
import type { ModelEvent } from './model-office.ts';
import { tenantFor } from './model-partner.ts';
import type { ModelTenant } from './model-tenant.ts';
import { aboutOf, note, partitionOfTenant, type Sides } from './model-world.ts';

const productCode = 'AMAZON_VC_FACTORING_LOAN';
/** No amount has more digits. */
const maxMinor = 9_999_999_999_999_999n;

/** Posts a new event about a tenant. */
export async function postNew(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const tenant = tenantFor(sides, picks);
  const event = newEvent(sides, tenant, picks);
  if (event === undefined) return [tenant];
  const loseReply = pick([false, false, false, false, false, true], picks[7]);
  await post(sides, tenant, `E${sides.posted.length}`, event, loseReply);
  return [tenant];
}

/** Posts an event again, or another one under its id. */
export async function postAgain(sides: Sides, picks: Picks): Promise<ModelTenant[]> {
  const { tenant, eventId, event } = pick(sides.posted, picks[1]);
  const other = pick([false, false, true], picks[2]) ? newEvent(sides, tenant, picks) : undefined;
  await post(sides, tenant, eventId, other ?? event, false);
  return [tenant];
}

async function post(
  sides: Sides,
  tenant: ModelTenant,
  eventId: string,
  event: ModelEvent,
  loseReply: boolean,
): Promise<void> {
  const { world, table } = sides;
  if (event.type === 'loan.drawn') await verifyInquiry(sides, tenant, event.referenceNo);
  const input = { ...aboutOf(tenant), eventId, ...wireOf(sides, tenant, event) };
  table.loseReplies = loseReply ? 1 : 0;
  const posted = await world.post(input as never).then(
    ({ outcome }) => outcome,
    () => 'lost' as const,
  );
  const lost = loseReply && table.loseReplies === 0;
  table.loseReplies = 0;
  const expected = sides.office.post(tenant, eventId, event, world.clock.ms);
  note(sides, `${event.type} ${expected}`);
  same(posted, lost ? 'lost' : expected, `${eventId} ${event.type}`);
  sides.posted.push({ tenant, eventId, event });
}

function newEvent(sides: Sides, tenant: ModelTenant, picks: Picks): ModelEvent | undefined {
  const [, at = 0, which, size = 0, day, zoneAt] = picks;
  const { ms } = sides.world.clock;
  const grants = [...tenant.grants];
  const currency = pick(['USD', 'EUR'], at);
  const kinds = ['draw', 'draw', 'draw', 'repay', 'repay', 'review', 'review', 'limit', 'fx'];
  switch (pick(grants.length > 0 ? kinds : kinds.slice(7), which)) {
    case 'draw': {
      const live = grants.filter(
        ([, grant]) => grant.status === 'SUCCESS' && grant.unused > 0n && grant.expiresAt >= ms - 1,
      );
      const [referenceNo, grant] = pick(live.length > 0 && at % 8 > 0 ? live : grants, at >> 3);
      const { unused, amount } = grant;
      const zone = pick(['UTC', '+08:00', '-05:00'], zoneAt);
      return {
        type: 'loan.drawn',
        referenceNo,
        drawdownNo:
          size % 9 === 0 && tenant.loans.size > 0 ? 'LOAN_0' : `LOAN_${sides.drawdowns++}`,
        amount: positive(pick([unused, unused / 2n, unused / 3n, unused + 1n, amount, 1n], size)),
        dueDay: dayIn(zone, ms) + pick([-1, 0, 1, 1, 2, 2, 5], day),
        zone,
      };
    }
    case 'repay': {
      const loans = [...tenant.loans];
      const open = loans.filter(([, { outstanding }]) => outstanding > 0n);
      if (loans.length === 0) return undefined;
      const [drawdownNo, { outstanding }] = pick(open.length > 0 ? open : loans, at);
      const amounts = [outstanding, outstanding, outstanding / 2n, outstanding + 1n, 1n];
      return { type: 'loan.repaid', drawdownNo, amount: positive(pick(amounts, size)) };
    }
    case 'limit': {
      const { limit, headroom } = tenant.counters();
      const used = limit - headroom;
      const limits = [
        limit * 2n,
        limit + 1n,
        used,
        used - 1n,
        used / 2n,
        1_000_000n,
        2_000_000n,
        3_000_000n,
      ];
      const wanted = pick(limits, size);
      const bounded = wanted < 10n ** 16n ? wanted : 1_000_000n;
      return { type: 'facility.limit-changed', limit: bounded > 0n ? bounded : 0n };
    }
    case 'review': {
      const waits = grants.filter(
        ([, grant]) =>
          grant.status === 'ACCEPTED' && (size % 4 === 0 || grant.waitsFor === 'REVIEW'),
      );
      const late = waits.filter(([, { decideBy }]) => decideBy <= ms);
      const wanted = [late, waits, grants].find(({ length }) => length > 0);
      const [referenceNo] = pick(wanted ?? grants, at);
      return {
        type: 'grant.reviewed',
        referenceNo,
        decision: pick(['approve', 'approve', 'reject'], size),
      };
    }
    default: {
      const available = tenant.quotas.get(currency) ?? 0n;
      const type = pick(['fx-quota.credited', 'fx-quota.debited'], day) as 'fx-quota.credited';
      const amounts = [
        100n,
        9_007_199_254_740_993n % 10_000_000n,
        available,
        available + 1n,
        available / 2n,
        maxMinor - available,
        maxMinor - available + 1n,
      ];
      return { type, currency, amount: positive(pick(amounts, size)) };
    }
  }
}

function positive(amount: bigint): bigint {
  if (amount > maxMinor) return maxMinor;
  return amount > 0n ? amount : 1n;
}

function wireOf(sides: Sides, tenant: ModelTenant, event: ModelEvent) {
  const { type } = event;
  const amount = 'amount' in event ? { amountMinor: `${event.amount}` } : {};
  switch (event.type) {
    case 'loan.drawn': {
      const { drawdownNo, dueDay, zone } = event;
      const name = `${partitionOfTenant(tenant)} ${event.referenceNo}`;
      const creditGrantNo = sides.told.get(name)?.creditGrantNo;
      const due = { dueDate: wireDate(dueDay), timeZone: zone };
      return { type, data: { creditGrantNo, drawdownNo, ...amount, ...due } };
    }
    case 'loan.repaid':
      return { type, data: { drawdownNo: event.drawdownNo, ...amount } };
    case 'facility.limit-changed':
      return { type, data: { productCode, creditLimitMinor: `${event.limit}` } };
    case 'grant.reviewed':
      return { type, data: { referenceNo: event.referenceNo, decision: event.decision } };
    default: {
      const { currency } = event;
      const account = { accumulationMethod: 'USER_ID', accumulationId: 'USER_1' };
      return { type, data: { ...account, currency, ...amount } };
    }
  }
}
