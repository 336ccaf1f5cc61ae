import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { EncryptionKey } from './encryption-key.ts';
import type { StageTerms } from './stage.ts';

/** What holds for every queue: encrypted under a key of ours, and over TLS only. */
export function queueProtection(key: EncryptionKey): QueueProps {
  return { encryption: QueueEncryption.KMS, encryptionMasterKey: key.key, enforceSSL: true };
}

/** Where what could not be done is kept for a person, for as long as SQS keeps anything. */
export class DeadLetterQueue extends Queue {
  readonly #key: EncryptionKey;

  constructor(scope: Construct, id: string, key: EncryptionKey, { removalPolicy }: StageTerms) {
    super(scope, id, {
      ...queueProtection(key),
      removalPolicy,
      retentionPeriod: Duration.days(14),
    });
    this.#key = key;
  }

  /**
   * Lets whoever may send here encrypt what it sends. That it may send is said by what names this
   * queue as its own; without the key the letter would be lost all the same.
   */
  grantKey(grantee: IGrantable): void {
    this.#key.grant(grantee, 'sqs', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }
}
