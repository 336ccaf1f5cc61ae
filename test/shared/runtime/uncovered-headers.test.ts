import { beforeEach, describe, expect, test } from 'vitest';
import { addAccessToken, addCustomer, hashToken } from '../../../shared/store/access-store.ts';
import { attachmentBody } from '../../builders.ts';
import { newInstance, startMs } from '../../instance.ts';
import { clientSecret } from '../../memory-secrets.ts';
import {
  facilityItem,
  itemCounts,
  openOwnFacility,
  stagedInstance,
  write,
} from '../../stage-rows.ts';
import { gate } from '../../watched-table.ts';

const clientId = 'PARTNER_1';
const customerIds = ['CUSTOMER_1', 'CUSTOMER_2'] as const;
const asCustomer = (id: string, token?: string) => ({
  headers: { 'connected-customerid': id, 'access-token': token },
});

/** An instance with the partner's own facility and those of two customers. */
async function stagedWithCustomers(tokensRequired = false) {
  const clients = { [clientId]: clientSecret({ tokensRequired }) };
  const instance = await stagedInstance(newInstance({ clients }));
  for (const customerId of customerIds) {
    const tenant = { clientId, customerId };
    await write(instance.memory, { customer: addCustomer(tenant, { status: 'ACTIVE' }) });
    await openOwnFacility(instance.memory, {}, tenant);
  }
  return instance;
}

let staged: Awaited<ReturnType<typeof stagedWithCustomers>>;
beforeEach(async () => {
  staged = await stagedWithCustomers();
});

describe('a signature that has come before', () => {
  test('is answered again, with the same headers, without another effect', async () => {
    const { call, body, memory } = staged;
    const first = await call('applyCreditGrant', body());
    const before = memory.items();
    const again = await call('applyCreditGrant', body());
    expect(again.text).toBe(first.text);
    expect(memory.items()).toEqual(before);
  });

  test.each([
    ['a customer', asCustomer('CUSTOMER_1')],
    ['an unknown customer', asCustomer('NOBODY')],
    ['a malformed customer', asCustomer('A B')],
    ['a token', { headers: { 'access-token': 'TOKEN' } }],
  ])('for the client itself is refused for %s', async (_what, changes) => {
    const { call, body, memory } = staged;
    expect((await call('applyCreditGrant', body())).outcome).toBe('S SUCCESS');
    const before = memory.items();
    const answer = await call('applyCreditGrant', body(), changes);
    expect(answer.outcome).toBe('F INVALID_SIGNATURE');
    expect(memory.items()).toEqual(before);
  });

  test('for one customer is refused for another and for the client itself', async () => {
    const { call, body } = staged;
    const file = await submitFor('CUSTOMER_1');
    const application = body({ attachmentFile: { fileName: 'invoice.pdf', fileKey: file } });
    const first = await call('applyCreditGrant', application, asCustomer('CUSTOMER_1'));
    expect(first.outcome).toBe('S SUCCESS');
    for (const changes of [asCustomer('CUSTOMER_2'), {}]) {
      const answer = await call('applyCreditGrant', application, changes);
      expect(answer.outcome).toBe('F INVALID_SIGNATURE');
    }
  });

  test('and was refused for one customer is refused for another', async () => {
    const { call, body, memory } = staged;
    const first = await call('applyCreditGrant', body(), asCustomer('NOBODY'));
    expect(first.outcome).toBe('F PROCESS_FAIL');
    expect((await call('applyCreditGrant', body())).outcome).toBe('F INVALID_SIGNATURE');
    expect(facilityItem(memory)['grantedMinor']).toBe(0n);
  });

  test.each([
    ['repeated', {}, 'S SUCCESS'],
    ['repeated inconsistently', { vendorName: 'Other' }, 'F REPEAT_REQ_INCONSISTENT'],
  ])('with an application that it %s is refused for a customer', async (_what, more, outcome) => {
    const { call, body, clock } = staged;
    await call('applyCreditGrant', body());
    clock.ms += 1_000;
    expect((await call('applyCreditGrant', body(more))).outcome).toBe(outcome);
    const answer = await call('applyCreditGrant', body(more), asCustomer('CUSTOMER_2'));
    expect(answer.outcome).toBe('F INVALID_SIGNATURE');
  });

  test.each([
    ['repeated', {}, 'S SUCCESS'],
    ['repeated inconsistently', { attachmentContent: 'JVBERi0=' }, 'F REPEAT_REQ_INCONSISTENT'],
  ])('with a file that it %s is refused for a customer', async (_what, more, outcome) => {
    const { call, clock } = staged;
    await call('submitAttachment', attachmentBody());
    clock.ms += 1_000;
    expect((await call('submitAttachment', attachmentBody(more))).outcome).toBe(outcome);
    const answer = await call('submitAttachment', attachmentBody(more), asCustomer('CUSTOMER_2'));
    expect(answer.outcome).toBe('F INVALID_SIGNATURE');
  });

  test('is good for any customer on a query, which keeps nothing', async () => {
    const { call, memory, table } = staged;
    const before = memory.items();
    const query = { productCode: 'AMAZON_VC_FACTORING_LOAN' };
    for (const changes of [{}, asCustomer('CUSTOMER_1'), asCustomer('CUSTOMER_2')]) {
      expect((await call('queryCreditQuota', query, changes)).outcome).toBe('S SUCCESS');
    }
    expect(table.writes).toEqual([]);
    expect(memory.items()).toEqual(before);
  });
});

async function submitFor(customerId: string): Promise<string> {
  const answer = await staged.call('submitAttachment', attachmentBody(), asCustomer(customerId));
  return answer.body.attachmentInfo.fileKey;
}

describe('one signature for two customers at once serves the first to commit', () => {
  test.each<[string, object, object, string]>([
    ['the one that is served', asCustomer('NOBODY'), {}, 'S SUCCESS'],
    ['the one that is refused', {}, asCustomer('NOBODY'), 'F PROCESS_FAIL'],
  ])('%s', async (_what, frozen, other, outcome) => {
    const { call, body, table, memory } = staged;
    const held = gate();
    table.watch.beforeWrite = held.wait;
    const first = call('applyCreditGrant', body(), frozen);
    await held.reached;
    table.watch = {};
    expect((await call('applyCreditGrant', body(), other)).outcome).toBe(outcome);
    held.open();
    expect((await first).outcome).toBe('F INVALID_SIGNATURE');
    expect(itemCounts(memory)['SIG']).toBe(2);
  });
});

test('a signature is forgotten 16 minutes after its own time', async () => {
  const { call, body, memory } = staged;
  await call('applyCreditGrant', body(), { time: '2026-11-21T02:29:00.001Z' });
  const kept = memory.items().filter(({ sk }) => String(sk).startsWith('SIG#'));
  expect(kept.map(({ forgetAtSeconds }) => forgetAtSeconds).sort()).toEqual([
    1_795_229_101n,
    1_795_229_160n,
  ]);
});

describe('a refusal whose signature cannot be kept is no refusal', () => {
  test.each(['applyCreditGrant', 'submitAttachment'] as const)('%s', async (api) => {
    const { call, body, table } = staged;
    const content = api === 'applyCreditGrant' ? body() : attachmentBody();
    table.watch.beforeWrite = () => Promise.reject(new Error('lost'));
    const answer = await call(api, content, asCustomer('NOBODY'));
    expect(answer.outcome).toBe('U UNKNOWN_EXCEPTION');
    table.watch = {};
    expect((await call(api, content, asCustomer('NOBODY'))).outcome).toBe('F PROCESS_FAIL');
  });
});

describe('a repeat whose signature cannot be kept is not answered', () => {
  test.each(['applyCreditGrant', 'submitAttachment'] as const)('%s', async (api) => {
    const { call, body, table, clock } = staged;
    const content = api === 'applyCreditGrant' ? body() : attachmentBody();
    expect((await call(api, content)).outcome).toBe('S SUCCESS');
    clock.ms += 1_000;
    table.watch.beforeWrite = () => Promise.reject(new Error('lost'));
    expect((await call(api, content)).outcome).toBe('U UNKNOWN_EXCEPTION');
  });
});

test('the token and the signature are kept as hashes only', async () => {
  staged = await stagedWithCustomers(true);
  const { call, body, memory } = staged;
  const token = 'a-token-that-must-not-be-found';
  const access = {
    customerId: 'CUSTOMER_1',
    scopes: ['credit'],
    expiresAt: startMs + 1,
    status: 'ACTIVE' as const,
  };
  await write(memory, { token: addAccessToken(clientId, hashToken(token), access) });
  const answer = await call('applyCreditGrant', body(), asCustomer('CUSTOMER_1', token));
  expect(answer.outcome).toBe('F PARAM_ILLEGAL');
  const stored = JSON.stringify(memory.items(), (_, value) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
  expect(stored).not.toContain(token);
  expect(itemCounts(memory)).toMatchObject({ SIG: 2, TOKEN: 1 });
});
