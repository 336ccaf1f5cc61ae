import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  type IFunction,
  type Function as LambdaFunction,
} from 'aws-cdk-lib/aws-lambda';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { retryQueueTerms } from '../shared/catalogue/back-office-functions.ts';
import type { DeferralAccess } from '../shared/catalogue/endpoint.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import { DeadLetterQueue, queueProtection } from './dead-letter-queue.ts';
import type { EncryptionKey, KeyUse } from './encryption-key.ts';
import type { StageTerms } from './stage.ts';

/**
 * Shorter than that of the dead letters: a message keeps the age it had when it became one. Losing
 * one loses nothing, since the row itself says when it is due.
 */
const retentionPeriod = Duration.days(4);

/** The queue of deferred applications, and what became of those that nothing could be done with. */
export class RetryQueue extends Construct {
  readonly #queue: Queue;
  readonly #deadLetters: Queue;
  readonly #key: EncryptionKey;

  constructor(scope: Construct, id: string, key: EncryptionKey, terms: StageTerms) {
    super(scope, id);
    this.#key = key;
    this.#deadLetters = new DeadLetterQueue(this, 'DeadLetters', key, terms);
    const { visibilityTimeoutSeconds, batchingWindowSeconds, maxReceiveCount } = retryQueueTerms;
    this.#queue = new Queue(this, 'Queue', {
      ...queueProtection(key),
      removalPolicy: terms.removalPolicy,
      retentionPeriod,
      visibilityTimeout: Duration.seconds(visibilityTimeoutSeconds + batchingWindowSeconds),
      deadLetterQueue: { queue: this.#deadLetters, maxReceiveCount },
    });
  }

  /** To be watched; what may be done with it is granted below. */
  get queue(): IQueue {
    return this.#queue;
  }

  get queueUrl(): string {
    return this.#queue.queueUrl;
  }

  get deadLetterQueueUrl(): string {
    return this.#deadLetters.queueUrl;
  }

  /** Lets a function send for deferred applications, and tells it where, if its row says so. */
  grant(lambda: LambdaFunction, access: DeferralAccess['retryQueue']): void {
    if (access === 'none') return;
    lambda.addEnvironment(environmentNames.retryQueueUrl, this.queueUrl);
    this.#allow(lambda, ['sqs:SendMessage'], ['kms:Decrypt', 'kms:GenerateDataKey']);
  }

  /** Has a function work on what is sent; only it can receive and delete. */
  feed(lambda: IFunction): void {
    // The three that an event source needs; it changes no visibility, and knows the queue.
    const actions = ['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
    this.#allow(lambda, actions, ['kms:Decrypt']);
    new EventSourceMapping(this, 'Source', {
      target: lambda,
      eventSourceArn: this.#queue.queueArn,
      batchSize: retryQueueTerms.batchSize,
      maxBatchingWindow: Duration.seconds(retryQueueTerms.batchingWindowSeconds),
      maxConcurrency: retryQueueTerms.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }

  #allow(lambda: IFunction, actions: string[], uses: readonly KeyUse[]): void {
    const resources = [this.#queue.queueArn];
    lambda.addToRolePolicy(new PolicyStatement({ actions, resources }));
    this.#key.grant(lambda, 'sqs', uses);
  }
}
