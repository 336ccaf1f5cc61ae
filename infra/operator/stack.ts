import * as z from 'zod/mini';
import type { PostResult } from '../../shared/runtime/post-event.ts';
import { UsageError } from '../local/call-options.ts';
import type { Given } from './given.ts';
import { LateTable } from './late-table.ts';
import { LostEventQueue } from './lost-event-queue.ts';
import { type OperatorEvent, type Place, patience, putOnBus, tableOf } from './place.ts';
import { stackNames } from './stack-names.ts';

const postResult = z.union([
  z.object({ outcome: z.enum(['posted', 'repeated']) }),
  z.object({ outcome: z.literal('refused'), reason: z.string() }),
]);
const functionError = z.object({ errorMessage: z.string() });
const defaultStack = 'quotaline-dev';

/** A stack in AWS: its function is invoked directly, its table is read. */
export function stackPlace(given: Given): Place {
  const stack = given.value('stack') ?? defaultStack;
  const chosen = given.value('profile');
  const profile = chosen === undefined ? {} : { profile: chosen };
  const partName = stackNames(given, stack, profile);
  return {
    name: `stack ${stack}`,
    table: new LateTable(async () => tableOf(profile, await partName('table'))),
    defaultClientId: undefined,
    aheadMs: () => 0,
    requestsFile: undefined,
    async prepare(way) {
      await partName(way === 'post' ? 'function' : 'bus');
    },
    post: async (event) => invoke(profile, await partName('function'), event),
    send: async (event) => putOnBus(profile, await partName('bus'), event),
    lostEvents: async () => new LostEventQueue(profile, await partName('queue')),
    async keys() {
      const stage = stageOf(await partName('secret'));
      // Only this needs the client.
      const { keySafeOf } = await import('./key-safe.ts');
      return keySafeOf(profile, stage);
    },
    audit: async (event) => putOnBus(profile, await partName('bus'), event),
    partnerSide: async () => ({ baseUrl: await partName('url'), serverKeyFile: undefined }),
  };
}

/** Which stage a server-key secret is of, and so all others beside it. */
function stageOf(secretName: string): string {
  const stage = /^quotaline\/([^/]+)\/server-key$/.exec(secretName)?.[1];
  if (stage !== undefined) return stage;
  throw new UsageError(`${secretName} is no secret such as quotaline/dev/server-key.`);
}

async function invoke(
  profile: { readonly profile?: string },
  functionName: string,
  event: OperatorEvent,
): Promise<PostResult> {
  // Only this needs the client.
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const { FunctionError, Payload = new Uint8Array() } = await new LambdaClient({
    ...patience,
    ...profile,
  }).send(
    new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  const answer = jsonOf(Buffer.from(Payload).toString());
  if (FunctionError !== undefined) {
    const { data } = functionError.safeParse(answer);
    throw new Error(`the function failed: ${data?.errorMessage ?? FunctionError}`);
  }
  const parsed = postResult.safeParse(answer);
  if (!parsed.success) throw new Error(`${functionName} gave no answer of a post-ledger-event`);
  return parsed.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
