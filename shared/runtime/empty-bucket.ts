import {
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  type S3Client,
} from '@aws-sdk/client-s3';

/**
 * Deletes everything in a bucket: every version, and every mark that one was deleted.
 *
 * @throws {Error} when something cannot be deleted
 */
export async function emptyBucket(client: S3Client, bucket: string): Promise<void> {
  for (;;) {
    // Always the first page: what it held is gone when it is asked for again.
    const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    const Objects = found.flatMap(({ Key, VersionId }): ObjectIdentifier[] =>
      Key === undefined ? [] : [{ Key, VersionId }],
    );
    if (Objects.length === 0) return;
    const Delete = { Objects, Quiet: true };
    const { Errors } = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete }));
    const [first] = Errors ?? [];
    if (first !== undefined) throw new Error(`${bucket}: ${first.Code} ${first.Message}`);
  }
}
