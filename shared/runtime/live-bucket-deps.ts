import { S3Client } from '@aws-sdk/client-s3';
import { S3AttachmentBucket } from '../store/attachment-bucket.ts';
import { loadConfig } from './config.ts';
import type { Deps } from './deps.ts';
import { liveDeps } from './live-deps.ts';

/** A file of 4.5 MB takes longer than a row: three attempts still end within the deadline. */
const fileBounds = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: 500,
    requestTimeout: 5_000,
    socketTimeout: 5_000,
    throwOnRequestTimeout: true,
  },
};

let made: Deps | undefined;

/** The real dependencies, the bucket of attachments among them. */
export function liveBucketDeps(): Deps {
  made ??= {
    ...liveDeps(),
    bucket: new S3AttachmentBucket(
      new S3Client({ ...fileBounds, forcePathStyle: true }),
      loadConfig().bucketName,
    ),
  };
  return made;
}
