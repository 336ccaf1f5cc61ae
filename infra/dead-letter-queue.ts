import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { StageTerms } from './stage.ts';

/** What holds for every queue: encrypted, and over TLS only. */
export const queueProtection = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const;

/** Where what could not be done is kept for a person, for as long as SQS keeps anything. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string, { removalPolicy }: StageTerms) {
    super(scope, id, { ...queueProtection, removalPolicy, retentionPeriod: Duration.days(14) });
  }
}
