import * as z from 'zod/mini';
import { type Attachment, attachmentBusinessTypes } from '../domain/attachment.ts';
import type { Tenant } from '../domain/tenant.ts';
import type { AttachmentBucket, StoredObject } from './attachment-bucket.ts';
import { hashContent } from './content-hash.ts';
import { itemKeys } from './item-key.ts';
import { type Ref, refTo, storedNumber } from './row.ts';
import { type Action, absent, type CallBounds, equals, type Table } from './table.ts';

const attachmentRow = z.object({
  attachmentId: z.string(),
  fileKey: z.string(),
  fileName: z.string(),
  bizType: z.enum(attachmentBusinessTypes),
  bizOrderId: z.string(),
  contentHash: z.string(),
  sizeBytes: storedNumber,
  status: z.enum(['ACTIVE', 'VOIDED']),
});

/** Where a tenant's attachment is kept, by its file key. */
export function attachmentRef(tenant: Tenant, fileKey: string): Ref<Attachment> {
  return refTo(itemKeys.attachment(tenant, fileKey), attachmentRow);
}

/**
 * The file key of an attachment id: the same for ever, so that a repeated submission finds its
 * first, and meaningless outside the tenant.
 */
export function fileKeyOf(tenant: Tenant, attachmentId: string): string {
  const name = JSON.stringify([tenant.clientId, tenant.customerId ?? null, attachmentId]);
  return `ATT${hashContent(name).slice(0, 32).toUpperCase()}`;
}

/** Holds a transaction to the attachment still being what was read. */
export function attachmentUnchanged(tenant: Tenant, attachment: Attachment): Action {
  return {
    action: 'check',
    key: itemKeys.attachment(tenant, attachment.fileKey),
    when: [equals('status', attachment.status), equals('contentHash', attachment.contentHash)],
  };
}

/** Stores one tenant's attachments: the file in the bucket first, then the row that speaks of it. */
export class AttachmentStore {
  readonly #table: Table;
  readonly #bucket: AttachmentBucket;
  readonly #tenant: Tenant;
  readonly #bounds: CallBounds;
  readonly #signature: Action;

  constructor(
    table: Table,
    bucket: AttachmentBucket,
    tenant: Tenant,
    bounds: CallBounds,
    signature: Action,
  ) {
    this.#table = table;
    this.#bucket = bucket;
    this.#tenant = tenant;
    this.#bounds = bounds;
    this.#signature = signature;
  }

  /**
   * Stores a file and what was checked about it. Cut off in between, it leaves an object that
   * nothing speaks of; the same submission again writes the same bytes under the same key.
   *
   * @returns the file key, or undefined when another submission of the same id came first
   */
  async submit(
    file: Omit<Attachment, 'fileKey' | 'contentHash' | 'sizeBytes' | 'status'>,
    bytes: Uint8Array,
    nowMs: number,
  ): Promise<string | undefined> {
    const fileKey = fileKeyOf(this.#tenant, file.attachmentId);
    const contentHash = hashContent(bytes);
    const object = await this.#bucket.put(
      { tenant: this.#tenant, fileKey, contentHash, bytes },
      this.#bounds,
    );
    const attachment: Attachment = {
      ...file,
      fileKey,
      contentHash,
      sizeBytes: bytes.length,
      status: 'ACTIVE',
    };
    const attachmentPart = recordAttachment(this.#tenant, attachment, object, nowMs);
    const parts = { signature: this.#signature, attachment: attachmentPart };
    const { committed } = await this.#table.write(parts, this.#bounds);
    return committed ? fileKey : undefined;
  }

  /** Whether an attachment has these very bytes. */
  isSame(attachment: Attachment, bytes: Uint8Array): boolean {
    return attachment.contentHash === hashContent(bytes);
  }
}

function recordAttachment(
  tenant: Tenant,
  attachment: Attachment,
  object: StoredObject,
  createdAt: number,
): Action {
  return {
    action: 'put',
    key: itemKeys.attachment(tenant, attachment.fileKey),
    item: { ...attachment, ...object, createdAt },
    when: [absent],
  };
}
