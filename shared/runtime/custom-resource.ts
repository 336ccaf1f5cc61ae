import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { byDeadline } from './by-deadline.ts';
import { writeLogLine } from './log-writer.ts';
import { describeFault } from './request-log.ts';

const text = z.string().check(z.minLength(1));

/** What CloudFormation sends to a function that stands behind a resource of a stack. */
const customResourceEvent = z.object({
  RequestType: z.enum(['Create', 'Update', 'Delete']),
  ResponseURL: z.url(),
  StackId: text,
  RequestId: text,
  LogicalResourceId: text,
  PhysicalResourceId: z.optional(text),
  ResourceProperties: z.unknown(),
});

type CustomResourceEvent = z.output<typeof customResourceEvent>;

/** What became of a resource: its attributes, or why there is none. */
type Outcome =
  | { readonly Status: 'SUCCESS'; readonly Data: Readonly<Record<string, string>> }
  | { readonly Status: 'FAILED'; readonly Reason: string };

/** A resource of a stack, as a function of ours stands behind it. */
export interface CustomResource {
  /** Makes it, or leaves it as it is. @returns its attributes; no secret may be in them */
  readonly ensure: (properties: unknown) => Promise<Readonly<Record<string, string>>>;
  /** What is done before it goes; nothing where this is absent. */
  readonly remove?: (properties: unknown) => Promise<void>;
}

/** What CloudFormation calls. */
export type CustomResourceHandler = (given: unknown, context: RemainingTime) => Promise<void>;

/** How long Lambda lets an invocation run on. */
type RemainingTime = Pick<Context, 'getRemainingTimeInMillis'>;

/** Kept for the answer: without one CloudFormation waits on. */
const answerMs = 15_000;
const answerAttempts = 3;
const answerAttemptMs = 4_000;
/** CloudFormation takes four kilobytes for all of an answer. */
const maxReasonCharacters = 1_000;

/**
 * Answers CloudFormation about a resource: creating and updating it both ensure that it is there.
 * Every event is answered, before Lambda ends the function; an answer that cannot be delivered is a
 * fault, so that Lambda calls again.
 *
 * @param failed what a person reads in the deployment when it fails, before the cause
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref.html
 */
export function customResourceHandler(
  resource: CustomResource,
  failed: string,
): CustomResourceHandler {
  return async (given, context) => {
    const event = customResourceEvent.parse(given);
    const leftMs = context.getRemainingTimeInMillis() - answerMs;
    await answer(event, await outcomeOf(event, resource, failed, leftMs));
  };
}

async function outcomeOf(
  event: CustomResourceEvent,
  resource: CustomResource,
  failed: string,
  leftMs: number,
): Promise<Outcome> {
  try {
    const tooLate = (): Error => new Error(`not done within ${Math.round(leftMs / 1_000)} s`);
    return { Status: 'SUCCESS', Data: await byDeadline(act(event, resource), leftMs, tooLate) };
  } catch (error) {
    const fault = describeFault(error);
    writeLogLine({ level: 'error', message: failed, fault });
    return { Status: 'FAILED', Reason: `${failed}: ${fault}`.slice(0, maxReasonCharacters) };
  }
}

async function act(
  { RequestType, ResourceProperties }: CustomResourceEvent,
  { ensure, remove }: CustomResource,
): Promise<Readonly<Record<string, string>>> {
  if (RequestType !== 'Delete') return ensure(ResourceProperties);
  await remove?.(ResourceProperties);
  return {};
}

async function answer(event: CustomResourceEvent, outcome: Outcome): Promise<void> {
  const { ResponseURL, StackId, RequestId, LogicalResourceId, PhysicalResourceId } = event;
  const message = {
    ...outcome,
    // Never another: CloudFormation deletes a resource whose name has changed.
    PhysicalResourceId: PhysicalResourceId ?? LogicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
  };
  // As bytes: text would be sent with a content type, which the address is not signed for.
  const body = Buffer.from(JSON.stringify(message));
  for (let attempt = 1; ; attempt += 1) {
    try {
      const signal = AbortSignal.timeout(answerAttemptMs);
      const { ok, status } = await fetch(ResponseURL, { method: 'PUT', body, signal });
      if (ok) return;
      throw new Error(`CloudFormation did not take the answer: HTTP ${status}`);
    } catch (error) {
      if (attempt === answerAttempts) throw error;
    }
  }
}
