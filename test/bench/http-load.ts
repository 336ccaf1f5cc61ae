import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { BenchRequest } from './requests.ts';

const connections = 16;

/** An answer as it came, and how long it took. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly ms: number;
}

/** Sends all to a server, sixteen at a time. @returns requests a second, and the answers */
export async function load(baseUrl: string, requests: readonly BenchRequest[]) {
  // Kept alive within a run alone: between two the server may have closed what is idle.
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waiting = [...requests];
  const answers: Received[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        answers.push(await post(agent, baseUrl, next));
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { perSecond: answers.length / seconds, answers };
}

function post(
  agent: Agent,
  baseUrl: string,
  { path, headers, body }: BenchRequest,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(`${baseUrl}${path}`, { method: 'POST', agent, headers });
    sent.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          bytes: Buffer.concat(chunks),
          ms: performance.now() - startedAt,
        });
      });
    });
    sent.end(body);
  });
}
