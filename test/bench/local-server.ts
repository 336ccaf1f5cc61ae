import { createPublicKey } from 'node:crypto';
import { verified } from '../http/wire-partner.ts';
import { floor } from './floor.ts';
import { load } from './http-load.ts';
import { liveRequests } from './live-requests.ts';
import { startPrism } from './peers/prism.ts';
import { startBenchProvider } from './provider.ts';
import { median, quantile, timeInRounds } from './rounds.ts';
import { scratchFolder } from './scratch.ts';
import { isQuick, tell } from './suite.ts';

const size = isQuick ? 500 : 2_000;
const rounds = isQuick ? 5 : 9;
const [provider, prism] = await Promise.all([startBenchProvider(), startPrism(scratchFolder())]);
const make = liveRequests(provider)('queryCreditQuota');
const publicKey = createPublicKey(provider.privateKey);
await load(provider.baseUrl, make(size));
const [shares, latencies, mocks]: [number[], number[], number[]] = [[], [], []];
for (let round = 0; round < rounds; round++) {
  const samples = await timeInRounds(
    { floor: floor(make, { publicKey }) },
    { rounds: 1, size: 200 },
  );
  const ceiling = 1_000_000 / median(samples['floor'] ?? []);
  const requests = make(size);
  const { perSecond, answers } = await load(provider.baseUrl, requests);
  for (const { ms, ...answer } of answers) {
    const { outcome } = verified(provider, 'POST', requests[0]?.path ?? '', answer);
    if (outcome !== 'S SUCCESS') throw new Error(outcome);
    latencies.push(ms);
  }
  shares.push(perSecond / ceiling);
  if (prism === undefined) continue;
  const mocked = await load(prism.baseUrl, requests);
  if (mocked.answers.some(({ status }) => status !== 200)) throw new Error('the mock refused');
  mocks.push(mocked.perSecond / perSecond);
}
await Promise.all([provider.stop(), prism?.stop()]);
tell(
  {
    throughput: median(shares),
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    ...(mocks.length > 0 && { 'peer-prism': median(mocks) }),
  },
  { shares, mocks },
);
process.exit(0);
