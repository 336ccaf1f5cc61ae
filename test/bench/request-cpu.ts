import { createPublicKey } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { pathToFileURL } from 'node:url';
import { bundleFunction } from '../../infra/bundle.ts';
import type { ApiName } from '../../shared/catalogue/endpoint.ts';
import type { GatewayHandler } from '../../shared/runtime/endpoint-handler.ts';
import { rows } from '../instance.ts';
import { bareRead } from './bare-read.ts';
import { floor } from './floor.ts';
import { handled } from './instance.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import { medianRatio, timeInRounds } from './rounds.ts';
import { scratchFolder } from './scratch.ts';
import { isQuick, tell } from './suite.ts';

// The functions as they are deployed, against the real local engines, which run elsewhere.
const folder = scratchFolder();
const provider = await startBenchProvider();
Object.assign(process.env, provider.environment);
const requests = liveRequests(provider);
const publicKey = createPublicKey(provider.privateKey);
const names = Object.keys(rows) as ApiName[];
const handlers = new Map<ApiName, GatewayHandler>();
for (const name of names) {
  const bundle = bundleFunction(rows[name].functionName, folder);
  const { handler } = await import(pathToFileURL(`${bundle}/index.mjs`).href);
  handlers.set(name, handler);
}
const handlerOf = (name: ApiName): GatewayHandler => {
  const found = handlers.get(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const variant = (name: ApiName) => handled(handlerOf(name), rows[name], requests(name));

let sent = 0;
subscribe('http.client.request.start', () => {
  sent++;
});
/** AWS calls of one request in an instance that has answered before. */
async function callsOf(name: ApiName): Promise<number> {
  await (await variant(name)(20))();
  const batch = await variant(name)(100);
  sent = 0;
  await batch();
  return sent / 100;
}

// The first application is the one that inquiries ask for.
await (await variant('applyCreditGrant')(1))();
const calls = {
  query: await callsOf('queryCreditQuota'),
  apply: await callsOf('applyCreditGrant'),
};
const samples = await timeInRounds(
  {
    floor: floor(requests('applyCreditGrant'), { publicKey }),
    'bare-read': bareRead(provider.environment),
    ...Object.fromEntries(names.map((name) => [name, variant(name)])),
  },
  isQuick ? { rounds: 7, size: 60, warmUps: 15 } : { rounds: 15, size: 200, warmUps: 15 },
);
await provider.stop();
tell(
  {
    ...Object.fromEntries(
      names.map((name) => [`cpu-${name}`, medianRatio(samples, name, 'floor')]),
    ),
    'bare-read': medianRatio(samples, 'bare-read', 'floor'),
    // A lease of the client's rate is renewed every few seconds, and is in the second decimal.
    'calls-query': Math.floor(calls.query),
    'calls-apply': Math.floor(calls.apply),
  },
  { samples, calls },
);
process.exit(0);
