import * as z from 'zod/mini';
import { decisionSpanMs } from '../../shared/domain/credit-grant.ts';
import type { Tenant } from '../../shared/domain/tenant.ts';
import type { DecisionService } from '../../shared/runtime/decision-service.ts';
import { creditGrantRef } from '../../shared/store/credit-grant-store.ts';
import type { RetryQueue } from '../../shared/store/retry-queue.ts';
import { readRows } from '../../shared/store/row.ts';
import type { CallBounds, Table } from '../../shared/store/table.ts';
import { readMagic } from './sandbox-grammar.ts';
import type { Force } from './sandbox-power.ts';

/** The longest that a message of SQS can be delayed. */
const maxDelaySeconds = 900;

const withReference = z.object({ referenceNo: z.string() });

/** The deferral that a reference number asks for, if it does. */
export function deferralOf(referenceNo: string): Extract<Force, { kind: 'defer' }> | undefined {
  const magic = readMagic(referenceNo);
  if (magic === undefined || 'problem' in magic) return undefined;
  const { force } = magic.power;
  return force.kind === 'defer' ? force : undefined;
}

/** How long a deferral still lasts, by when its application was accepted. */
async function leftMs(
  tenant: Tenant,
  referenceNo: string,
  table: Table,
  bounds: CallBounds,
  now: () => number,
): Promise<number> {
  const afterMs = deferralOf(referenceNo)?.afterMs;
  if (afterMs === undefined) return Number.POSITIVE_INFINITY;
  const { grant } = await readRows(table, { grant: creditGrantRef(tenant, referenceNo) }, bounds);
  // Before it is stored it has all of its time before it.
  if (grant === undefined) return afterMs;
  return grant.decideBy - decisionSpanMs + afterMs - now();
}

/** A decision service that has magic deferrals wait, and then says what they ask for. */
export function deferringDecisions(
  decisions: DecisionService,
  table: Table,
  now: () => number,
): DecisionService {
  return {
    async ask(question, bounds) {
      const { referenceNo } = withReference.parse(JSON.parse(question.content));
      const deferral = deferralOf(referenceNo);
      if (deferral === undefined) return decisions.ask(question, bounds);
      const { clientId, customerId } = question;
      const tenant = customerId === undefined ? { clientId } : { clientId, customerId };
      if ((await leftMs(tenant, referenceNo, table, bounds, now)) > 0) {
        return { opinion: 'pending' };
      }
      const { failCode } = deferral;
      return failCode === undefined ? { opinion: 'approve' } : { opinion: 'reject', failCode };
    },
  };
}

/** A queue that has magic deferrals worked on when they end, rather than some time after. */
export function promptQueue(queue: RetryQueue, table: Table, now: () => number): RetryQueue {
  return {
    async send(message, delaySeconds, bounds) {
      const { tenant, referenceNo } = message;
      if (deferralOf(referenceNo) === undefined) return queue.send(message, delaySeconds, bounds);
      const left = Math.ceil((await leftMs(tenant, referenceNo, table, bounds, now)) / 1_000);
      return queue.send(message, Math.min(maxDelaySeconds, Math.max(0, left)), bounds);
    },
  };
}
