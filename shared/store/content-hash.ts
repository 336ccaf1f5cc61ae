import { hash } from 'node:crypto';

/** What a content is compared by: SHA-256 of its text or bytes, in hex. */
export function hashContent(content: string | Uint8Array): string {
  return hash('sha256', content);
}
