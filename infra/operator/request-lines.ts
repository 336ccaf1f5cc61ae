import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import * as z from 'zod/mini';

/** A line of the request log, as far as a trace shows it. */
const requestLine = z.object({
  message: z.literal('request'),
  requestId: z.string(),
  api: z.string(),
  clientId: z.optional(z.string()),
  creditGrantNo: z.optional(z.string()),
  resultCode: z.string(),
  durationMs: z.number(),
  fault: z.optional(z.string()),
  /** When the line was written, epoch milliseconds: whoever keeps the file adds it. */
  at: z.optional(z.number()),
});
/** One request and how it was answered. */
export type RequestLine = z.output<typeof requestLine>;

/** The wanted lines of a log, in the order they were written; none when there is no such file. */
export async function readRequestLines(
  file: string | undefined,
  wanted: (line: RequestLine) => boolean,
): Promise<RequestLine[]> {
  if (file === undefined || !existsSync(file)) return [];
  const found: RequestLine[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = lineOf(text);
    if (line !== undefined && wanted(line)) found.push(line);
  }
  return found;
}

/** A line that was cut off, or is another's, is none. */
function lineOf(text: string): RequestLine | undefined {
  try {
    const { data } = requestLine.safeParse(JSON.parse(text));
    return data;
  } catch {
    return undefined;
  }
}
