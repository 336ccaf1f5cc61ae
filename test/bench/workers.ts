import { createPublicKey } from 'node:crypto';
import { handler as checkQuotas } from '../../functions/check-quotas.ts';
import { handler as retryCreditGrant } from '../../functions/retry-credit-grant.ts';
import { liveDeps } from '../../shared/runtime/live-deps.ts';
import { writeRetryMessage } from '../../shared/store/retry-queue.ts';
import { rows } from '../instance.ts';
import { openOwnFacility } from '../stage-rows.ts';
import { floor } from './floor.ts';
import { handled } from './instance.ts';
import { context, live } from './live-instance.ts';
import { liveRequests } from './live-requests.ts';
import { startBenchProvider } from './provider.ts';
import { medianRatio, timeInRounds, type Variant } from './rounds.ts';
import { isQuick, tell } from './suite.ts';

const batchSize = 10;
const provider = await startBenchProvider();
Object.assign(process.env, provider.environment);
const { clientId, privateKey } = provider;
const requests = liveRequests(provider)('applyCreditGrant');

/** Decides on applications that were deferred, ten messages an event, as Lambda hands them over. */
const retry: Variant = async (size) => {
  const applied = requests(size);
  await (await handled(live.defer, rows.applyCreditGrant, () => applied)(size))();
  const bodies = applied.map(({ body }) =>
    writeRetryMessage({
      tenant: { clientId },
      referenceNo: JSON.parse(body).referenceNo,
      attempts: 0,
    }),
  );
  return async () => {
    for (let from = 0; from < size; from += batchSize) {
      const Records = bodies
        .slice(from, from + batchSize)
        .map((body, n) => ({ messageId: `${from + n}`, body }));
      const { batchItemFailures } = await retryCreditGrant({ Records }, context);
      if (batchItemFailures.length > 0) throw new Error('not decided');
    }
  };
};

/** Recounts the books of every tenant. */
let tenants = 0;
const check: Variant = async (size) => {
  for (; tenants < size; tenants++) {
    const customerId = `CUSTOMER_${tenants}`;
    await openOwnFacility(liveDeps().table, {}, { clientId, customerId });
  }
  return async () => {
    const { books } = await checkQuotas({ check: 'full' }, context);
    if (books === undefined || !books.complete || books.drifting > 0) {
      throw new Error(`not checked: ${JSON.stringify(books)}`);
    }
  };
};

const samples = await timeInRounds(
  { floor: floor(requests, { publicKey: createPublicKey(privateKey) }), retry, check },
  isQuick ? { rounds: 5, size: 50 } : { rounds: 11, size: 200 },
);
await provider.stop();
tell(
  {
    retry: medianRatio(samples, 'retry', 'floor'),
    check: medianRatio(samples, 'check', 'floor'),
  },
  samples,
);
process.exit(0);
