import { CustomResource, Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { emptyBuckets } from '../shared/catalogue/deployment-functions.ts';
import { EndpointFunction } from './endpoint-function.ts';
import type { PrivateBucket } from './private-bucket.ts';
import type { StageTerms } from './stage.ts';

/** For three runs of five minutes, with what Lambda waits between them. */
const serviceTimeout = Duration.minutes(20);

/** What the function that empties the buckets is made with. */
export interface DisposableBucketsProps {
  readonly buckets: readonly PrivateBucket[];
  readonly terms: StageTerms;
  readonly logsKey: IKey;
}

/**
 * Has buckets emptied before their stack deletes them, for a stage that may be thrown away. Each
 * bucket's own policy permits it: no other role may delete an object, and this one only there.
 */
export class DisposableBuckets extends Construct {
  constructor(scope: Construct, id: string, { buckets, terms, logsKey }: DisposableBucketsProps) {
    super(scope, id);
    const { lambda, live } = new EndpointFunction(this, emptyBuckets.functionName, {
      ...emptyBuckets,
      environment: {},
      terms,
      logsKey,
    });
    const emptied = new CustomResource(this, 'Emptied', {
      resourceType: 'Custom::EmptiedBuckets',
      serviceToken: live.functionArn,
      serviceTimeout,
      properties: { BucketNames: buckets.map(({ bucketName }) => bucketName) },
    });
    for (const bucket of buckets) {
      bucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [lambda.grantPrincipal],
          actions: ['s3:ListBucketVersions', 's3:DeleteObject', 's3:DeleteObjectVersion'],
          resources: [bucket.bucketArn, bucket.arnForObjects('*')],
        }),
      );
      // Made after the policy, and so gone before it.
      if (bucket.policy) emptied.node.addDependency(bucket.policy);
    }
  }
}
