import { Duration } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  type BucketProps,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { StageTerms } from './stage.ts';

/**
 * An upload that was broken off leaves parts that nobody sees and everybody pays for. Ours are whole
 * puts, so there is nothing to wait for.
 */
const abortIncompleteMultipartUploadAfter = Duration.days(1);

/** A bucket that nobody outside reaches, over TLS alone, of a version that is not broken. */
export class PrivateBucket extends Bucket {
  constructor(
    scope: Construct,
    id: string,
    terms: StageTerms,
    props: BucketProps,
    lifecycle: LifecycleRule,
  ) {
    super(scope, id, {
      ...props,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      removalPolicy: terms.removalPolicy,
      lifecycleRules: [{ ...lifecycle, abortIncompleteMultipartUploadAfter }],
    });
  }

  /** None is; said here, since the type of its base leaves open what others want to know. */
  override get isWebsite(): boolean {
    return false;
  }
}
