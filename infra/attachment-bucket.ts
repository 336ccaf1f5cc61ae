import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Endpoint } from '../shared/catalogue/endpoint.ts';
import { environmentNames } from '../shared/catalogue/environment.ts';
import type { StageTerms } from './stage.ts';

/** Minimum version of TLS that partners' documents travel over. */
const minimumTls = 1.2;

/**
 * Where the invoices behind the grants are kept: private, versioned, encrypted, over TLS only.
 * Nobody is granted to delete an object, so in `dev` the bucket is emptied by hand before its
 * stack can go.
 */
export class AttachmentBucket extends Construct {
  readonly #bucket: Bucket;

  constructor(scope: Construct, id: string, terms: StageTerms) {
    super(scope, id);
    this.#bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: minimumTls,
      versioned: true,
      removalPolicy: terms.removalPolicy,
    });
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
  }
}
