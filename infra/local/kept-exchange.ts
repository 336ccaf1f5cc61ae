import * as z from 'zod/mini';
import type { HttpHeader } from '../../shared/client/http-post.ts';

/** The file of the last requests, below the provider's home: one exchange a line. */
export const exchangesFileName = 'exchanges.jsonl';

const header = z.tuple([z.string(), z.string()]);

/** Reads one. */
export const keptExchange = z.object({
  n: z.int(),
  at: z.string(),
  clientId: z.string(),
  method: z.string(),
  target: z.string(),
  headers: z.array(header),
  bodyBase64: z.string(),
  elapsedMs: z.number(),
  why: z.record(z.string(), z.unknown()),
  lost: z.optional(z.boolean()),
  answer: z.object({
    status: z.int(),
    headers: z.array(header),
    bodyBase64: z.string(),
  }),
});

/** One request as it came and its answer as it left, byte for byte. */
export interface KeptExchange {
  /** Counts requests, from 1, for as long as the provider's home is kept. */
  readonly n: number;
  /** When it came, ISO 8601. */
  readonly at: string;
  /** Who it says it is from; nothing was verified for this. */
  readonly clientId: string;
  readonly method: string;
  /** The request target as it was sent. */
  readonly target: string;
  /** In the order and the letter case that they came in. */
  readonly headers: readonly HttpHeader[];
  readonly bodyBase64: string;
  readonly elapsedMs: number;
  /** What the function's log line says of it, and the magic value that was in force. */
  readonly why: Readonly<Record<string, unknown>>;
  /** Whether the answer below was made and never sent. */
  readonly lost?: boolean | undefined;
  readonly answer: {
    readonly status: number;
    readonly headers: readonly HttpHeader[];
    readonly bodyBase64: string;
  };
}

/** Reads a line of the file; undefined for what a crash has left of one. */
export function readKeptExchange(line: string): KeptExchange | undefined {
  try {
    return keptExchange.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}
