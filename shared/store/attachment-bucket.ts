import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Tenant } from '../domain/tenant.ts';
import type { CallBounds } from './table.ts';

/** Where the bucket holds an attachment: by customer, then by what it is. */
export interface StoredObject {
  readonly objectKey: string;
  /** The version that was checked; absent where the bucket keeps no versions. */
  readonly versionId?: string | undefined;
}

/** Where attachments are kept: objects are only ever added, each under its content's hash. */
export interface AttachmentBucket {
  put(file: AttachmentFile, bounds: CallBounds): Promise<StoredObject>;
}

/** The bytes of an attachment, and whose they are. */
export interface AttachmentFile {
  readonly tenant: Tenant;
  readonly fileKey: string;
  readonly contentHash: string;
  readonly bytes: Uint8Array;
}

/** The bucket on S3. Putting the same file again writes the same bytes to the same key. */
export class S3AttachmentBucket implements AttachmentBucket {
  readonly #client: S3Client;
  readonly #bucketName: string;

  constructor(client: S3Client, bucketName: string) {
    this.#client = client;
    this.#bucketName = bucketName;
  }

  async put(file: AttachmentFile, bounds: CallBounds): Promise<StoredObject> {
    const objectKey = objectKeyOf(file);
    bounds.assertInTime();
    const { VersionId: versionId } = await this.#client.send(
      new PutObjectCommand({
        Bucket: this.#bucketName,
        Key: objectKey,
        Body: file.bytes,
        ContentLength: file.bytes.length,
        // Never a type that a browser would open.
        ContentType: 'application/octet-stream',
        ChecksumSHA256: Buffer.from(file.contentHash, 'hex').toString('base64'),
      }),
      { abortSignal: bounds.signal },
    );
    return { objectKey, versionId };
  }
}

function objectKeyOf({ tenant, fileKey, contentHash }: AttachmentFile): string {
  // An escaped customer id never holds a bare `@`.
  const owner = tenant.customerId === undefined ? '@own' : encodeURIComponent(tenant.customerId);
  return `attachments/${tenant.clientId}/${owner}/${fileKey}/${contentHash}`;
}
