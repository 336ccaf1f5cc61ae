import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { BackOfficeSource } from './back-office.ts';
import { type BooksCheck, checkBooks } from './check-books.ts';
import { requeueOverdue } from './check-due-grants.ts';
import { expireGrants } from './check-expired-grants.ts';
import { CheckRun } from './check-run.ts';
import { boundsOfInvocation, type InvocationBounds, untilLeft } from './invocation.ts';

/** What the schedule asks for: the minute's due work, or the day's full check. */
const checkEvent = z.object({ check: z.enum(['due', 'full']) });

/** What a check did. */
export interface CheckAnswer {
  readonly requeued: number;
  readonly expired: number;
  /** Absent when no full check was begun or to be gone on with. */
  readonly books?: BooksCheck;
}

/** A Lambda behind a schedule. */
export type CheckHandler = (event: unknown, context: Context) => Promise<CheckAnswer>;

/**
 * Runs the scheduled checks, what partners wait for first: it sends for overdue work, notes what
 * has expired, then goes on with a full check that is not finished, or begins the day's. Each has
 * a third of the time, and what is left of the thirds before; none ends another. Run twice, late
 * or at once with another, they change nothing beyond what one run would.
 *
 * @throws {CheckFailed} at the end, when any part of it went wrong
 */
export function checkHandler(live: BackOfficeSource): CheckHandler {
  return async (event, context) => {
    const deps = live();
    const { check } = checkEvent.parse(event);
    const run = new CheckRun(deps);
    const whole = boundsOfInvocation(context, deps.now);
    const thirdMs = whole.leftMs() / 3;
    async function job<Done>(
      what: string,
      leftAtEndMs: number,
      work: (run: CheckRun, time: InvocationBounds) => Promise<Done>,
    ): Promise<Done | undefined> {
      const time = untilLeft(whole, leftAtEndMs, deps.now);
      return run.attempt(what, () => work(run, time)).finally(time.end);
    }
    try {
      const requeued = await job('sending for overdue work', 2 * thirdMs, requeueOverdue);
      const expired = await job('noting what has expired', thirdMs, expireGrants);
      const books = await job('checking the books', 0, (...at) => checkBooks(...at, check));
      // Made, whatever went wrong in it: that is told by its faults.
      deps.count('CheckRuns', 1);
      run.end();
      return { requeued: requeued ?? 0, expired: expired ?? 0, ...(books && { books }) };
    } finally {
      whole.end();
    }
  };
}
