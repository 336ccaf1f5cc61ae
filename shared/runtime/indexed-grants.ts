import type { Tenant } from '../domain/tenant.ts';
import { indexPartitions } from '../store/index-keys.ts';
import { itemKeys, tenantOf } from '../store/item-key.ts';
import type { CallBounds, IndexQuery } from '../store/table.ts';
import type { CheckRun } from './check-run.ts';
import type { InvocationBounds } from './invocation.ts';

const pageSize = 25;
const minuteMs = 60_000;
/** A read, a send and a write at their slowest: with less than this left, no grant is begun. */
const grantMs = 8_000;

/** What is done for the grants of an index. */
export interface GrantJob {
  readonly index: Exclude<IndexQuery['index'], 'books'>;
  /** Which of them: those up to an instant. */
  readonly upTo: () => number;
  /** What it is to one of them, for the log. */
  readonly what: string;
  /** @returns whether it counts */
  work(tenant: Tenant, creditGrantNo: string, bounds: CallBounds): Promise<boolean>;
}

/**
 * Does something for every grant that an index has up to an instant, a page at a time and each by
 * itself, as long as there is time. Every minute begins with another partition, so that what holds
 * one up does not hold up the same others for ever; what is left, the next run does.
 *
 * @returns for how many it counted
 */
export async function eachIndexedGrant(
  job: GrantJob,
  run: CheckRun,
  time: InvocationBounds,
): Promise<number> {
  const first = Math.floor(run.deps.now() / minuteMs) % indexPartitions.length;
  const inTurn = [...indexPartitions.slice(first), ...indexPartitions.slice(0, first)];
  let counted = 0;
  for (const partition of inTurn) {
    const page = () => eachOfPartition(job, partition, run, time);
    counted += (await run.attempt(`${job.index} ${partition}`, page)) ?? 0;
  }
  return counted;
}

async function eachOfPartition(
  job: GrantJob,
  partition: string,
  run: CheckRun,
  { bounds, leftMs }: InvocationBounds,
): Promise<number> {
  const { index, what, upTo } = job;
  let counted = 0;
  let after: string | undefined;
  do {
    if (leftMs() < grantMs) return counted;
    const query = { index, partition, upTo: upTo(), limit: pageSize, after };
    const page = await run.deps.table.page(query, bounds);
    for (const key of page.keys) {
      if (leftMs() < grantMs) return counted;
      const tenant = tenantOf(key);
      const creditGrantNo = key.sk.slice(itemKeys.creditGrant(tenant, '').sk.length);
      const work = () => job.work(tenant, creditGrantNo, bounds);
      if (await run.attemptGrant(what, tenant, creditGrantNo, work)) counted += 1;
    }
    after = page.next;
  } while (after !== undefined);
  return counted;
}
