import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsRetryQueue } from '../store/retry-queue.ts';
import { loadConfig, loadDeferralConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { decisionsOf } from './live-decisions.ts';
import { callBounds, liveDeps, liveSecrets, logSecretFailure } from './live-deps.ts';

let made: Deps | undefined;

/** The real dependencies, the decision and the queue of deferred applications among them. */
export function liveApplyDeps(): Deps {
  made ??= makeDeps();
  return made;
}

function makeDeps(): Deps {
  const { stage } = loadConfig();
  const { decisionUrl, retryQueueUrl } = loadDeferralConfig();
  const deps = liveDeps();
  return {
    ...deps,
    retryQueue: new SqsRetryQueue(new SQSClient(callBounds), retryQueueUrl),
    decisions: decisionsOf(decisionUrl, stage, liveSecrets(), deps.now, logSecretFailure),
  };
}
