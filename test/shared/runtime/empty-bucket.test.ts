import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { emptyBucket } from '../../../shared/runtime/empty-bucket.ts';

const pageSize = 2;

/** S3 with one bucket: pages of two entries, of which the odd ones are marks of a deletion. */
function bucketOf(entries: ObjectIdentifier[], undeletable = '') {
  let held = entries;
  const requests: string[] = [];
  const send = async (command: unknown): Promise<object> => {
    if (command instanceof ListObjectVersionsCommand) {
      requests.push(`list ${command.input.Bucket}`);
      const page = held.slice(0, pageSize);
      return {
        Versions: page.filter(({ VersionId }) => VersionId !== 'mark'),
        DeleteMarkers: page.filter(({ VersionId }) => VersionId === 'mark'),
      };
    }
    if (!(command instanceof DeleteObjectsCommand)) throw new Error('unexpected');
    const asked = command.input.Delete?.Objects ?? [];
    requests.push(`delete ${asked.map(({ Key, VersionId }) => `${Key}@${VersionId}`).join()}`);
    if (asked.some(({ Key }) => Key === undeletable)) {
      return { Errors: [{ Key: undeletable, Code: 'AccessDenied', Message: 'Access Denied' }] };
    }
    const gone = new Set(asked.map(({ Key, VersionId }) => `${Key}@${VersionId}`));
    held = held.filter(({ Key, VersionId }) => !gone.has(`${Key}@${VersionId}`));
    return {};
  };
  return { client: { send } as unknown as S3Client, requests, left: () => held };
}

test('every version goes, and every mark of a deletion, page by page', async () => {
  const { client, requests, left } = bucketOf([
    { Key: 'attachments/A', VersionId: '2' },
    { Key: 'attachments/A', VersionId: '1' },
    { Key: 'attachments/B', VersionId: 'mark' },
  ]);
  await emptyBucket(client, 'bucket');
  expect(left()).toEqual([]);
  expect(requests).toEqual([
    'list bucket',
    'delete attachments/A@2,attachments/A@1',
    'list bucket',
    'delete attachments/B@mark',
    'list bucket',
  ]);
});

test('an empty bucket is left alone', async () => {
  const { client, requests } = bucketOf([]);
  await emptyBucket(client, 'bucket');
  expect(requests).toEqual(['list bucket']);
});

test('what cannot be deleted ends it, and is said', async () => {
  const { client } = bucketOf([{ Key: 'attachments/A', VersionId: '1' }], 'attachments/A');
  await expect(emptyBucket(client, 'bucket')).rejects.toThrow('bucket: AccessDenied Access Denied');
});
