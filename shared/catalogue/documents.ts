import type { TimeBudget } from './endpoint.ts';

/**
 * A document that anyone may fetch by an unsigned GET and keep for a while. Unlike an endpoint it
 * knows no client: its answer is addressed to nobody, and signed as every answer is.
 */
export interface PublicDocument {
  /** The file in `functions/` that answers it, without its ending. */
  readonly functionName: string;
  readonly path: string;
  readonly purpose: string;
  /** Its format is somebody else's and has no room for a `result` where it succeeds. */
  readonly isBare: boolean;
  /** Whether partners rely on it while they call: only then it is worth waking somebody for. */
  readonly isWatched: boolean;
  /** How long a cache may keep it. */
  readonly maxAgeSeconds: number;
  readonly time: TimeBudget;
  readonly memoryMb: number;
}

/** The keys that answers are signed with, so that a partner knows the next one before it signs. */
export const publishedKeys = {
  functionName: 'published-keys',
  path: '/.well-known/quotaline-keys.json',
  purpose: 'The public keys that answers are signed with.',
  isBare: false,
  isWatched: true,
  // Far below the lead of a rotation, even with the ten minutes that an instance holds its keys.
  maxAgeSeconds: 300,
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
} as const satisfies PublicDocument;

/** The partner APIs as OpenAPI 3.1 describes them. */
export const openApiDocumentRow = {
  functionName: 'openapi-document',
  path: '/openapi.json',
  purpose: 'The partner APIs as an OpenAPI 3.1 document.',
  isBare: true,
  isWatched: false,
  // It changes with a deployment alone.
  maxAgeSeconds: 300,
  time: { deadlineMs: 2_800, lambdaTimeoutSeconds: 5 },
  memoryMb: 512,
} as const satisfies PublicDocument;

/** Every such document, one row each. */
export const documents = [
  publishedKeys,
  openApiDocumentRow,
] as const satisfies readonly PublicDocument[];
