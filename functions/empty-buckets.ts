import { customResourceHandler } from '../shared/runtime/custom-resource.ts';
import { liveEmptyBuckets } from '../shared/runtime/live-empty-buckets.ts';

/** The buckets of a stage that is thrown away, emptied before CloudFormation deletes them. */
export const handler = customResourceHandler(
  liveEmptyBuckets,
  'The buckets could not be emptied, and AWS deletes none that holds anything: try once more',
);
