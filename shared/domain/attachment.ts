/** The business that an attachment was submitted for; only the last can back a credit grant. */
export const attachmentBusinessTypes = [
  'WF_B2B_ORDER_SYNC',
  'WF_B2B_COLLECTION_ORDER_SYNC',
  'CREDIT_GRANT_INVOICE',
] as const;

/** What was checked about a submitted file; the file itself is in the bucket. */
export interface Attachment {
  readonly attachmentId: string;
  readonly fileKey: string;
  readonly fileName: string;
  readonly bizType: (typeof attachmentBusinessTypes)[number];
  readonly bizOrderId: string;
  /** SHA-256 of the bytes, in hex. */
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly status: 'ACTIVE' | 'VOIDED';
}

/** Whether an attachment of the customer's own can back a credit grant. */
export function canBackGrant(attachment: Attachment): boolean {
  return attachment.status === 'ACTIVE' && attachment.bizType === 'CREDIT_GRANT_INVOICE';
}
