import type { Context } from 'aws-lambda';
import type { CallBounds } from '../store/table.ts';
import { DeadlinePassed } from './exchange.ts';

/** What is left at the end of an invocation for its answer to leave. */
const marginMs = 1_000;

/** The bounds of an invocation that is no partner's request, and how to let them go. */
export interface InvocationBounds {
  readonly bounds: CallBounds;
  /** How long there is still, in milliseconds; negative once it is over. */
  leftMs(): number;
  end(): void;
}

/** Bounds calls by what Lambda leaves of the invocation, less a margin. */
export function boundsOfInvocation(context: Context, now: () => number): InvocationBounds {
  return boundsUntil(now() + context.getRemainingTimeInMillis() - marginMs, now);
}

/** Bounds a part of what is bounded: it is over when so much of the whole is still left. */
export function untilLeft(
  whole: InvocationBounds,
  wholeLeftMs: number,
  now: () => number,
): InvocationBounds {
  return boundsUntil(now() + whole.leftMs() - wholeLeftMs, now);
}

function boundsUntil(deadlineAt: number, now: () => number): InvocationBounds {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), Math.max(0, deadlineAt - now()));
  const bounds: CallBounds = {
    signal: abort.signal,
    assertInTime() {
      if (now() >= deadlineAt) throw new DeadlinePassed();
    },
  };
  return { bounds, leftMs: () => deadlineAt - now(), end: () => clearTimeout(timer) };
}
