import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyAliases } from '../shared/catalogue/environment.ts';
import { EncryptionKey } from './encryption-key.ts';
import { type Stage, stageTerms } from './stage.ts';

/**
 * The keys that a stage's state is encrypted under. Three, since a key costs a dollar a month and is
 * worth it only where somebody may use one and not another: who reads rows need not read private
 * keys, and who reads logs and dead letters need read neither.
 */
export class EncryptionKeys extends Construct {
  /** Table, bucket, event bus, and what is kept of them. */
  readonly data: EncryptionKey;
  /** The provider's private keys, and the records of its clients. */
  readonly secrets: EncryptionKey;
  /** What passes by and is kept for days: queues, topics, and the logs. */
  readonly messages: EncryptionKey;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    const terms = stageTerms[stage];
    this.data = new EncryptionKey(this, 'Data', {
      alias: keyAliases.data(stage),
      description: `Quotaline ${stage}: ledger table, attachments, events, and their backups`,
      usedThrough: ['dynamodb', 's3', 'events', 'backup'],
      terms,
    });
    this.secrets = new EncryptionKey(this, 'Secrets', {
      alias: keyAliases.secrets(stage),
      description: `Quotaline ${stage}: private keys, and the records of clients`,
      usedThrough: ['secretsmanager'],
      terms,
    });
    this.messages = new EncryptionKey(this, 'Messages', {
      alias: keyAliases.messages(stage),
      description: `Quotaline ${stage}: queues, topics and logs`,
      usedThrough: ['sqs', 'sns'],
      terms,
    });
    this.#allowLogs();
    this.#allowAlarms();
  }

  /** The key to name as a log group's `encryptionKey`; it may be used already. */
  get logs(): IKey {
    return this.messages.key;
  }

  /** Log groups take their names from the stack, as EventBridge and a firewall want them. */
  #allowLogs(): void {
    const stack = Stack.of(this);
    const names = [
      `${stack.stackName}-*`,
      `/aws/events/${stack.stackName}/*`,
      `aws-waf-logs-${stack.stackName}*`,
    ];
    const groups = names.map((name) =>
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: name,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
    this.messages.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
        actions: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'],
        conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': groups } },
      }),
    );
  }

  /** An alarm publishes to a topic in CloudWatch's name; without the key it would be silent. */
  #allowAlarms(): void {
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: `${stack.stackName}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const uses = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
    this.messages.allowService('cloudwatch.amazonaws.com', uses, [alarms]);
  }
}
