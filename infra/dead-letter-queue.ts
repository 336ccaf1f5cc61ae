import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IDestination } from 'aws-cdk-lib/aws-lambda';
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

  /** Where an asynchronous call goes that has failed for good, with the reason beside it. */
  asDestination(): IDestination {
    return { bind: () => ({ destination: this.queueArn }) };
  }

  /** Lets an identity leave a letter here, and encrypt it. */
  grantSend(grantee: IGrantable): void {
    const send = { actions: ['sqs:SendMessage'], resources: [this.queueArn] };
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement(send));
    this.#key.grant(grantee, 'sqs', ['kms:Decrypt', 'kms:GenerateDataKey']);
  }
}
