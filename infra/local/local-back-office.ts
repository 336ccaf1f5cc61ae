import { join } from 'node:path';
import {
  checkQuotas,
  checkSchedules,
  postLedgerEvent,
  retryCreditGrant,
  retryQueueTerms,
} from '../../shared/catalogue/back-office-functions.ts';
import { deliverEvents } from './event-delivery.ts';
import { handBatchTo } from './function-batch.ts';
import { invokeFunction, type LoadedFunction } from './invoke-function.ts';
import { localStage } from './local-stage.ts';
import { appendLine, auditFileName, noticesFileName } from './notices-file.ts';
import { queueUrlOf } from './queue-names.ts';
import { pollQueue } from './queue-poller.ts';
import type { Running } from './running.ts';
import { type Say, sayOnConsole } from './say.ts';
import { type Schedule, startSchedules } from './schedules.ts';

// The first full check comes soon, when whatever else happens at a start is over.
const rates = {
  minute: { firstMs: 60_000, everyMs: 60_000 },
  day: { firstMs: 2_000, everyMs: 86_400_000 },
} as const;

/** The functions that no partner reaches: the very files that the stack deploys. */
export interface BackOfficeFunctions {
  readonly retry: LoadedFunction;
  readonly check: LoadedFunction;
  readonly post: LoadedFunction;
}

/** Loads them. Nothing happens on import; their clients are made when first called. */
export async function loadBackOfficeFunctions(): Promise<BackOfficeFunctions> {
  const [retry, check, post] = await Promise.all([
    import('../../functions/retry-credit-grant.ts'),
    import('../../functions/check-quotas.ts'),
    import('../../functions/post-ledger-event.ts'),
  ]);
  return {
    retry: { row: retryCreditGrant, handler: retry.handler },
    check: { row: checkQuotas, handler: check.handler },
    post: { row: postLedgerEvent, handler: post.handler },
  };
}

/** What the back office works with. */
export interface BackOfficeSetup {
  /** Where the notices are kept. */
  readonly home: string;
  readonly sqsEndpoint: string;
  readonly functions: BackOfficeFunctions;
  /** Whether the scheduled checks run. */
  readonly schedules: boolean;
  readonly say?: Say;
}

/** Starts what AWS does for these functions: queue polling, event delivery, schedules. */
export function startBackOffice(setup: BackOfficeSetup): Running {
  const { sqsEndpoint, functions, say = sayOnConsole } = setup;
  const { retryQueueName, eventQueueName } = localStage;
  const targets = {
    postLedgerEvent: functions.post,
    keepNotice: (event: unknown) => appendLine(join(setup.home, noticesFileName), event),
    keepAudit: (event: unknown) => appendLine(join(setup.home, auditFileName), event),
  };
  const running = [
    pollQueue(
      {
        queueUrl: queueUrlOf(sqsEndpoint, retryQueueName),
        batchSize: retryQueueTerms.batchSize,
        maxConcurrency: retryQueueTerms.maxConcurrency,
        work: (messages) => handBatchTo(functions.retry, retryQueueName, messages, say),
      },
      say,
    ),
    pollQueue(
      {
        queueUrl: queueUrlOf(sqsEndpoint, eventQueueName),
        // A crash then delays the one event in hand, not those behind it.
        batchSize: 1,
        maxConcurrency: 1,
        work: (messages) => deliverEvents(messages, targets, say),
      },
      say,
    ),
    startSchedules(setup.schedules ? schedulesOf(functions.check) : [], say),
  ];
  return {
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
    },
  };
}

function schedulesOf(target: LoadedFunction): readonly Schedule[] {
  return checkSchedules.map(({ every, input }) => ({
    name: `The check of every ${every}`,
    ...rates[every],
    run: () => invokeFunction(target, input),
  }));
}
