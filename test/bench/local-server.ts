import { createPublicKey } from 'node:crypto';
import { Agent, request } from 'node:http';
import { verified } from '../http/wire-partner.ts';
import { floor } from './floor.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import type { BenchRequest } from './requests.ts';
import { median, quantile, timeInRounds } from './rounds.ts';
import { isQuick, tell } from './suite.ts';

const connections = 16;
const provider = await startBenchProvider();
const make = liveRequests(provider)('queryCreditQuota');

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawHeaders: readonly string[];
  readonly bytes: Buffer;
  readonly ms: number;
}

function post(agent: Agent, { path, headers, body }: BenchRequest): Promise<Received> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(`${provider.baseUrl}${path}`, { method: 'POST', agent, headers });
    sent.on('error', reject).on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          rawHeaders: response.rawHeaders,
          bytes: Buffer.concat(chunks),
          ms: performance.now() - startedAt,
        });
      });
    });
    sent.end(body);
  });
}

/** Sends all, so many at a time. @returns requests a second, and the answers */
async function run(requests: readonly BenchRequest[]) {
  // Kept alive within a run alone: between two the server may have closed what is idle.
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waiting = [...requests];
  const answers: Received[] = [];
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        answers.push(await post(agent, next));
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  agent.destroy();
  return { perSecond: answers.length / seconds, answers };
}

const size = isQuick ? 500 : 2_000;
const rounds = isQuick ? 5 : 9;
const publicKey = createPublicKey(provider.privateKey);
await run(make(size));
const shares: number[] = [];
const latencies: number[] = [];
for (let round = 0; round < rounds; round++) {
  const samples = await timeInRounds(
    { floor: floor(make, { publicKey }) },
    { rounds: 1, size: 200 },
  );
  const ceiling = 1_000_000 / median(samples['floor'] ?? []);
  const requests = make(size);
  const { perSecond, answers } = await run(requests);
  for (const { ms, ...answer } of answers) {
    const { outcome } = verified(provider, 'POST', requests[0]?.path ?? '', answer);
    if (outcome !== 'S SUCCESS') throw new Error(outcome);
    latencies.push(ms);
  }
  shares.push(perSecond / ceiling);
}
await provider.stop();
tell(
  { throughput: median(shares), p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) },
  { shares },
);
process.exit(0);
