import type { Context } from 'aws-lambda';
import { decisionSpanMs } from '../../shared/domain/credit-grant.ts';
import type { BackOffice } from '../../shared/runtime/back-office.ts';
import { CheckRun } from '../../shared/runtime/check-run.ts';
import { eachIndexedGrant } from '../../shared/runtime/indexed-grants.ts';
import { boundsOfInvocation } from '../../shared/runtime/invocation.ts';
import { workOn } from '../../shared/runtime/retry-worker.ts';
import { creditGrantByNoRef } from '../../shared/store/credit-grant-store.ts';
import { readRows } from '../../shared/store/row.ts';

/**
 * Works on every undecided application that the table shows, due or not: what its time has ended
 * fails, what its deferral has ended is decided, the rest waits on.
 *
 * @throws {CheckFailed} at the end, when any of it went wrong
 */
export async function workOnUndecided(office: BackOffice, context: Context): Promise<void> {
  const run = new CheckRun(office);
  const time = boundsOfInvocation(context, office.now);
  // What waits on moves ahead of the walk through the index: it would come by again and again.
  const seen = new Set<string>();
  try {
    await eachIndexedGrant(
      {
        index: 'due-grants',
        // One that waits for a person is due when its time is over, the others long before.
        upTo: () => office.now() + decisionSpanMs,
        what: 'not worked on: grant',
        async work(tenant, creditGrantNo, bounds) {
          if (seen.has(creditGrantNo)) return false;
          seen.add(creditGrantNo);
          const refs = { grant: creditGrantByNoRef(tenant, creditGrantNo) };
          const { grant } = await readRows(office.table, refs, bounds);
          if (grant?.state.status !== 'ACCEPTED') return false;
          const { attempts } = grant.state;
          await workOn({ tenant, referenceNo: grant.referenceNo, attempts }, office, bounds);
          return true;
        },
      },
      run,
      time,
    );
    run.end();
  } finally {
    time.end();
  }
}
