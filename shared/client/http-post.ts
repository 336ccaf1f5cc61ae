import { type ClientRequest, type IncomingMessage, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';

/** A header as it travels, its name in the letter case that was sent. */
export type HttpHeader = readonly [name: string, value: string];

/** One POST, bytes and all. */
export interface HttpPost {
  readonly url: URL;
  readonly headers: readonly HttpHeader[];
  readonly body: Uint8Array;
  /** From the start of the connection to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Gives up when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** What came back, whatever its status. Redirects are answers like any other. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly HttpHeader[];
  readonly body: Buffer;
  /** Whether the body was longer than `maxAnswerBytes` and reading ended there. */
  readonly tooLarge: boolean;
}

/** No answer, or not all of one. Whether the request arrived is not known. */
export interface NoAnswer {
  readonly noAnswerBecause: string;
}

/** The longest answer that is read: some hundred times the longest of the protocol. */
export const maxAnswerBytes = 1_048_576;

/**
 * Sends one POST over http or https and reads the answer's exact bytes: nothing is decoded,
 * followed or sent again. The body is bounded, and so is the time.
 *
 * @throws {TypeError} when a header's value cannot travel; nothing was sent then
 */
export async function httpPost(post: HttpPost): Promise<HttpAnswer | NoAnswer> {
  if (post.signal?.aborted) return { noAnswerBecause: 'given up before it was sent' };
  const start = post.url.protocol === 'https:' ? requestOverHttps : requestOverHttp;
  const patience = patienceFor(post);
  try {
    const { signal } = patience;
    const request = start(post.url, { method: 'POST', headers: post.headers.flat(), signal });
    return await answerTo(request, post.body, signal);
  } finally {
    patience.end();
  }
}

/** Ends with the time, or with the caller's signal, of which nothing is held on to afterwards. */
function patienceFor({ timeoutMs, signal }: HttpPost) {
  const patience = new AbortController();
  const giveUp = (): void => patience.abort('given up by the caller');
  const late = `nothing complete within ${timeoutMs} ms`;
  const timer = setTimeout(() => patience.abort(late), timeoutMs);
  signal?.addEventListener('abort', giveUp);
  return {
    signal: patience.signal,
    end(): void {
      clearTimeout(timer);
      // Not AbortSignal.any, which stays with a long-lived signal for as long as that lives.
      signal?.removeEventListener('abort', giveUp);
    },
  };
}

async function answerTo(
  request: ClientRequest,
  body: Uint8Array,
  signal: AbortSignal,
): Promise<HttpAnswer | NoAnswer> {
  try {
    const response = await responseTo(request, body);
    const { body: bytes, tooLarge } = await boundedBody(response);
    const { statusCode: status = 0 } = response;
    return { status, headers: rawHeaders(response), body: bytes, tooLarge };
  } catch (error) {
    return { noAnswerBecause: describe(signal.aborted ? signal.reason : error) };
  }
}

function responseTo(request: ClientRequest, body: Uint8Array): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.on('response', resolve);
    // Stays on after the response: an error without a listener would end the process.
    request.on('error', reject);
    request.on('close', () => reject(new Error('the connection was closed')));
    request.end(body);
  });
}

async function boundedBody(
  response: IncomingMessage,
): Promise<{ body: Buffer; tooLarge: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response) {
    const bytes: Uint8Array = chunk;
    chunks.push(bytes);
    length += bytes.length;
    // Leaving the loop destroys the connection.
    if (length > maxAnswerBytes) break;
  }
  return {
    body: Buffer.concat(chunks).subarray(0, maxAnswerBytes),
    tooLarge: length > maxAnswerBytes,
  };
}

function rawHeaders({ rawHeaders: flat }: IncomingMessage): HttpHeader[] {
  return flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1] ?? ''] as const] : []));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses tried in vain make one error without a message of its own.
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return error.message;
}
