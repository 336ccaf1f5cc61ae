import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import type { BackOfficeSource } from './back-office.ts';
import { type BooksCheck, checkBooks } from './check-books.ts';
import { requeueOverdue } from './check-due-grants.ts';
import { expireGrants } from './check-expired-grants.ts';
import { boundsOfInvocation } from './invocation.ts';

/** What the schedule asks for: the minute's due work, or the day's full check. */
const checkEvent = z.object({ check: z.enum(['due', 'full']) });

/** What a check did. */
export interface CheckAnswer {
  readonly requeued: number;
  readonly expired: number;
  readonly books?: BooksCheck;
}

/** A Lambda behind a schedule. */
export type CheckHandler = (event: unknown, context: Context) => Promise<CheckAnswer>;

/** Recounting one tenant may take a while: no new page is begun with less than this left. */
const pageMs = 5_000;

/**
 * Runs the scheduled checks. Run twice, late or at once with another, they change nothing beyond
 * what one run would.
 */
export function checkHandler(live: BackOfficeSource): CheckHandler {
  return async (event, context) => {
    const deps = live();
    const { check } = checkEvent.parse(event);
    const { bounds, leftMs, end } = boundsOfInvocation(context, deps.now);
    try {
      const expired = await expireGrants(deps, bounds);
      const requeued = await requeueOverdue(deps, bounds);
      if (check === 'due') return { requeued, expired };
      const books = await checkBooks(deps, bounds, () => leftMs() > pageMs);
      return { requeued, expired, books };
    } finally {
      end();
    }
  };
}
