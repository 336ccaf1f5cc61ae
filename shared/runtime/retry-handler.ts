import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { readRetryMessage } from '../store/retry-queue.ts';
import type { BackOffice, BackOfficeSource } from './back-office.ts';
import { boundsOfInvocation } from './invocation.ts';
import { workOn } from './retry-worker.ts';

/** An SQS batch, as far as we read it. */
const sqsEvent = z.object({
  Records: z.array(z.object({ messageId: z.string().check(z.minLength(1)), body: z.string() })),
});

/** Which records SQS must deliver again. */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** A Lambda behind an SQS queue with partial batch responses. */
export type SqsHandler = (event: unknown, context: Context) => Promise<BatchAnswer>;

/**
 * Works on each message of a batch by itself and lists exactly those that failed. A message that
 * no code of ours can have written fails too, so that it ends in the dead-letter queue where a
 * person sees it.
 */
export function retryHandler(live: BackOfficeSource): SqsHandler {
  return async (event, context) => {
    const backOffice = live();
    const { Records } = sqsEvent.parse(event);
    const failed: string[] = [];
    for (const { messageId, body } of Records) {
      if (!(await succeeds(body, backOffice, context))) failed.push(messageId);
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

async function succeeds(body: string, deps: BackOffice, context: Context): Promise<boolean> {
  const message = readRetryMessage(body);
  if (message === undefined) {
    deps.onFault('unreadable retry message', new Error('not written by us'));
    return false;
  }
  try {
    const { bounds, end } = boundsOfInvocation(context, deps.now);
    await workOn(message, deps, bounds).finally(end);
    return true;
  } catch (error) {
    deps.onFault('retry failed', error);
    return false;
  }
}
