import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { IRule, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { StageTerms } from './stage.ts';

/**
 * Where it is kept who did what to partners and keys, and why: a log group that one rule may write
 * to and nobody else. In `prod` for ten years, since a key's story is asked for when it is over.
 */
export class OperatorAudit extends Construct implements IRuleTarget {
  readonly #log: LogGroup;
  readonly #lost: DeadLetterQueue;

  constructor(
    scope: Construct,
    id: string,
    busName: string,
    key: EncryptionKey,
    terms: StageTerms,
  ) {
    super(scope, id);
    // Apart from the events that could not be posted: those are put back by the operator.
    this.#lost = new DeadLetterQueue(this, 'LostAudits', key, terms);
    this.#log = new LogGroup(this, 'Log', {
      // By the prefix that logs of EventBridge's rules are looked for under, and found by a person.
      logGroupName: `/aws/events/${busName}/operator`,
      retention: terms.keepsState ? RetentionDays.TEN_YEARS : terms.logRetention,
      removalPolicy: terms.namedRemovalPolicy,
      encryptionKey: key.key,
    });
  }

  /** Lets a rule deliver here, and to the dead letters what cannot be. */
  bind({ ruleArn }: IRule): RuleTargetConfig {
    const events = new ServicePrincipal('events.amazonaws.com');
    const conditions = { ArnEquals: { 'aws:SourceArn': ruleArn } };
    this.#log.addToResourcePolicy(
      new PolicyStatement({
        principals: [events, new ServicePrincipal('delivery.logs.amazonaws.com')],
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [this.#log.logGroupArn],
        conditions,
      }),
    );
    this.#lost.addToResourcePolicy(
      new PolicyStatement({
        principals: [events],
        actions: ['sqs:SendMessage'],
        resources: [this.#lost.queueArn],
        conditions,
      }),
    );
    return {
      // A target is named without the `:*` that stands for its streams.
      arn: Stack.of(this).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: this.#log.logGroupName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
      deadLetterConfig: { arn: this.#lost.queueArn },
      retryPolicy: { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 },
      targetResource: this.#log,
    };
  }
}
