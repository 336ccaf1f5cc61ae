import { ArnFormat, CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { StageTerms } from './stage.ts';

/**
 * Where every alarm goes: encrypted, over TLS only, and open to the alarms of this stack alone.
 * Whoever is on call subscribes; one address can be given as a parameter, which a later deployment
 * that does not mention it keeps.
 */
export class AlarmTopic extends Construct {
  readonly arn: string;
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, key: EncryptionKey, terms: StageTerms) {
    super(scope, id);
    const stack = Stack.of(this);
    const topicName = `${stack.stackName}-alarms`;
    const topic = new Topic(this, 'Topic', { topicName, masterKey: key.key, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': stack.account },
          ArnLike: {
            'aws:SourceArn': stack.formatArn({
              service: 'cloudwatch',
              resource: 'alarm',
              resourceName: `${stack.stackName}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    this.#action = new SnsAction(topic);
    const undelivered = new DeadLetterQueue(this, 'Undelivered', key, terms);
    undelivered.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [undelivered.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    const byName = stack.formatArn({ service: 'sns', resource: topicName });
    key.allowService('sns.amazonaws.com', ['kms:Decrypt', 'kms:GenerateDataKey'], [byName]);
    this.#subscribe(topic.topicArn, undelivered.queueArn);
    this.arn = topic.topicArn;
  }

  /** Tells of an alarm, and of its end. */
  notifyOf(alarm: AlarmBase): void {
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
  }

  /** Tells also when an alarm has nothing to judge by any more. */
  notifyOfSilence(alarm: AlarmBase): void {
    alarm.addInsufficientDataAction(this.#action);
  }

  #subscribe(topicArn: string, deadLetterTargetArn: string): void {
    const email = new CfnParameter(this, 'Email', {
      description: 'Who is told of alarms by e-mail, besides whoever subscribes; empty for nobody.',
      default: '',
      allowedPattern: '([^@\\s]+@[^@\\s]+)?',
      constraintDescription: 'empty, or an e-mail address',
    });
    email.overrideLogicalId('AlarmEmail');
    const subscription = new CfnSubscription(this, 'Subscription', {
      topicArn,
      protocol: 'email',
      endpoint: email.valueAsString,
      redrivePolicy: { deadLetterTargetArn },
    });
    subscription.cfnOptions.condition = new CfnCondition(this, 'HasEmail', {
      expression: Fn.conditionNot(Fn.conditionEquals(email, '')),
    });
  }
}
