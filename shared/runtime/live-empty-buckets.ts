import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod/mini';
import type { CustomResource } from './custom-resource.ts';
import { emptyBucket } from './empty-bucket.ts';

const properties = z.object({ BucketNames: z.array(z.string().check(z.minLength(1))) });

/** Buckets that are emptied before they go; until then nothing is done to them. */
export const liveEmptyBuckets: CustomResource = {
  ensure: async () => ({}),
  remove: async (given) => {
    const { BucketNames } = properties.parse(given);
    const client = new S3Client({});
    for (const name of BucketNames) await emptyBucket(client, name);
  },
};
