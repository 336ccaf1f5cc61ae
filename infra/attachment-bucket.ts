import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Endpoint } from '../shared/catalogue/endpoint.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import type { EncryptionKey } from './encryption-key.ts';
import { PrivateBucket } from './private-bucket.ts';
import type { StageTerms } from './stage.ts';

/**
 * No function replaces or deletes an attachment, so that a version which is no longer the current
 * one was replaced by a person; for this long that can be undone.
 */
const noncurrentVersionExpiration = Duration.days(90);

/**
 * Where the invoices behind the grants are kept: private, versioned, encrypted, over TLS only, and
 * who touched which is logged in a bucket beside it. There is no backup: the ledger keeps each
 * file's hash, no function may delete one, and a partner still has it.
 */
export class AttachmentBucket extends Construct {
  /** All there are: for attachments, and for who touched them. */
  readonly buckets: readonly PrivateBucket[];
  readonly #bucket: PrivateBucket;
  readonly #key: EncryptionKey;

  constructor(scope: Construct, id: string, key: EncryptionKey, terms: StageTerms) {
    super(scope, id);
    this.#key = key;
    // S3 delivers its logs to no bucket that is under a key of ours.
    const sealedByS3 = { encryption: BucketEncryption.S3_MANAGED };
    const accessLogs = new PrivateBucket(this, 'AccessLogs', terms, sealedByS3, {
      expiration: Duration.days(terms.accessLogDays),
    });
    const kept = {
      encryption: BucketEncryption.KMS,
      encryptionKey: key.key,
      // One call of the key for many objects, instead of one for each.
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'attachments/',
    };
    this.#bucket = new PrivateBucket(this, 'Bucket', terms, kept, { noncurrentVersionExpiration });
    this.buckets = [this.#bucket, accessLogs];
  }

  get bucketName(): string {
    return this.#bucket.bucketName;
  }

  /**
   * Tells a function the bucket's name, which its configuration demands, and grants what its row
   * of the catalogue says: nothing, or to put objects where attachments are kept.
   */
  grant(lambda: LambdaFunction, access: Endpoint['bucket']): void {
    lambda.addEnvironment(environmentNames.bucketName, this.bucketName);
    if (access === 'none') return;
    lambda.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [this.#bucket.arnForObjects('attachments/*')],
      }),
    );
    this.#key.grant(lambda, 's3', ['kms:GenerateDataKey']);
  }
}
