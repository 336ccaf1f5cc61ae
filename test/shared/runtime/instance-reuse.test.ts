import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ApiName } from '../../../shared/catalogue/endpoint.ts';
import { addAccessToken, addCustomer, hashToken } from '../../../shared/store/access-store.ts';
import { fileKeyOf } from '../../../shared/store/attachment-store.ts';
import { attachmentBody } from '../../builders.ts';
import { type Instance, newInstance, startMs } from '../../instance.ts';
import { clientSecret, MemorySecrets } from '../../memory-secrets.ts';
import { MemoryTable } from '../../memory-table.ts';
import type { EventChanges } from '../../signed-event.ts';
import { application, itemCounts, openOwnFacility, own, write } from '../../stage-rows.ts';

const clients = { PARTNER_1: clientSecret({ burst: 10_000 }) };
const question = { productCode: 'AMAZON_VC_FACTORING_LOAN' };

type Request = readonly [ApiName, unknown, EventChanges];

/** A stage of its own, the same every time. */
async function newStage() {
  const memory = new MemoryTable();
  const customer = { clientId: 'PARTNER_1', customerId: 'CUSTOMER_1' };
  const token = { scopes: ['credit'], expiresAt: startMs + 86_400_000, status: 'ACTIVE' as const };
  await openOwnFacility(memory);
  await openOwnFacility(memory, { creditLimitMinor: 20_000n }, customer);
  await write(memory, {
    customer: addCustomer(customer, { status: 'ACTIVE' }),
    token: addAccessToken('PARTNER_1', hashToken('TOKEN'), { ...token, customerId: 'CUSTOMER_1' }),
  });
  return { memory, clock: { ms: startMs }, secrets: new MemorySecrets(clients) };
}

const customerHeaders = { 'connected-customerid': 'CUSTOMER_1', 'access-token': 'TOKEN' };
const small = fc.integer({ min: 0, max: 5 });
const body: fc.Arbitrary<readonly [ApiName, unknown]> = fc.oneof(
  fc.constant(['queryCreditQuota', question] as const),
  fc.constant(['queryBudgetAccountInfo', ''] as const),
  fc.constant(['queryCreditQuota', '{'] as const),
  fc.constant(['inquiryAvailableQuota', { quotaAccumulationMethod: 'USER_ID' }] as const),
  small.map((n) => ['submitAttachment', attachmentBody({ attachmentId: `A${n}` })] as const),
  small.map((n) => ['inquiryCreditGrant', { referenceNo: `REF_${n}` }] as const),
  fc.tuple(small, small).map(([n, m]) => {
    const keys = [fileKeyOf(own, 'A1'), 'NO_KEY'];
    return [
      'applyCreditGrant',
      application(keys[m % 2] ?? '', { referenceNo: `REF_${n}` }),
    ] as const;
  }),
);
const changes: fc.Arbitrary<EventChanges> = fc.constantFrom<EventChanges>(
  {},
  {},
  { headers: customerHeaders },
  { headers: { ...customerHeaders, 'access-token': 'WRONG' } },
  { clientId: 'NOBODY' },
  { keyVersion: 0 },
  { headers: { signature: 'algorithm=RSA256,signature=AAAA' } },
  { method: 'GET' },
);

// Two thousand signatures and their keys: seconds alone, longer on a busy machine.
test('1,000 mixed requests through one instance are answered as by fresh instances', async () => {
  const requests = fc.sample(
    fc.tuple(body, changes).map(([[api, sent], bent]): Request => [api, sent, bent]),
    { numRuns: 1_000, seed: 20_261_121 },
  );
  const [reused, fresh] = [await newStage(), await newStage()];
  const one = newInstance({ ...reused, clients });
  const answerOf = async ({ call }: Instance, [api, sent, bent]: Request) =>
    (await call(api, sent, bent)).text;
  for (const request of requests) {
    // Signatures differ by their time, so that each request is one of its own.
    reused.clock.ms += 1_000;
    fresh.clock.ms += 1_000;
    const another = newInstance({ ...fresh, clients });
    expect(await answerOf(one, request)).toBe(await answerOf(another, request));
  }
  expect(reused.memory.items()).toEqual(fresh.memory.items());
  expect(itemCounts(reused.memory)).toMatchObject({ GRANT: 6, ATTACHMENT: 12 });
}, 60_000);
